package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.MeasurementNetnsTest.await;
import static org.pathgauge.PeerNetwork.must;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.bpf.BpfLink;
import org.pathgauge.bpf.BpfObject;
import org.pathgauge.bpf.Hook;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Reason;
import org.pathgauge.model.KernelDrops.XdpAction;
import org.pathgauge.model.KernelDrops.XdpException;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TrafficConfig;
import org.pathgauge.model.Verdict;

/** Known numbers of packets that a kernel drops for known reasons. Needs root. */
class DropsNetnsTest {
    private static final TrafficConfig.Drops ON = new TrafficConfig.Drops(true, false);

    @TempDir
    private Path work;

    private static AgentConfig config(TrafficConfig.Drops drops, List<Probe> probes, List<InterfaceConfig> interfaces) {
        AgentConfig rest = ProbeBuilder.config(probes, interfaces);
        return new AgentConfig(
                rest.probing(),
                rest.probes(),
                rest.interfaces(),
                rest.watchAll(),
                rest.snmp(),
                rest.netconf(),
                rest.history(),
                rest.openMetrics(),
                new TrafficConfig(
                        rest.traffic().tcp(),
                        drops,
                        rest.traffic().filter(),
                        rest.traffic().patterns()),
                rest.alarms());
    }

    private static Measurement watching(TrafficConfig.Drops drops) throws Exception {
        AgentConfig config = config(drops, List.of(), List.of());
        Measurement measurement = Measurement.start(config.probing(), Clock.systemUTC());
        measurement.prepare(config).apply();
        return measurement;
    }

    private static OfInterface row(Snapshot snapshot, String name) {
        return snapshot.traffic().drops().byName(name).orElseThrow();
    }

    private static long packets(OfInterface row, String reason) {
        return row.reasons().stream()
                .filter(r -> r.name().equals(reason))
                .mapToLong(Reason::packets)
                .sum();
    }

    private static void send(PeerNetwork network, String mac, String kind, int count) {
        network.inPeer("python3", "src/test/resources/drops/frames.py", "b0", mac, kind, Integer.toString(count));
    }

    private static String macOf(String name) throws Exception {
        byte[] address = NetworkInterface.getByName(name).getHardwareAddress();
        return HexFormat.ofDelimiter(":").formatHex(address);
    }

    private static OfInterface await0(Measurement measurement, String what, Predicate<OfInterface> condition)
            throws Exception {
        return row(
                await(
                        measurement,
                        what,
                        s -> s.traffic().drops().byName("a0").filter(condition).isPresent()),
                "a0");
    }

    @Test
    void countsWhatIsDroppedByItsReason() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                String mac = macOf("a0");
                // What neighbours tell each other over IPv6 would be dropped, too.
                network.inPeer("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
                // This thread is in the agent's namespace, and so is what it starts.
                must("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
                must("nft", "add table inet t");
                must("nft", "add chain inet t in { type filter hook input priority 0; }");
                must("nft", "add rule inet t in udp dport 7777 drop");
                try (Measurement measurement = watching(ON)) {
                    Snapshot first = measurement.tick();
                    assertTrue(first.traffic().drops().running());
                    assertEquals("", first.traffic().drops().problem());
                    long droppedByLink = row(first, "a0").link().orElseThrow().rxDropped();
                    Map<String, Integer> sent = new TreeMap<>(
                            Map.of("closed", 50, "group", 20, "filtered", 30, "corrupt", 10, "alien", 12));
                    sent.forEach((kind, count) -> send(network, mac, kind, count));
                    OfInterface seen = await0(
                            measurement,
                            "all of the drops",
                            row -> row.dropped() >= 90
                                    && packets(row, "NO_SOCKET_GROUP") >= 20
                                    && packets(row, "UNHANDLED_PROTO") >= 12
                                    && row.link().orElseThrow().rxDropped() >= droppedByLink + 12);
                    assertEquals(50, packets(seen, "NO_SOCKET"));
                    assertEquals(20, packets(seen, "NO_SOCKET_GROUP"));
                    assertEquals(30, packets(seen, "NETFILTER_DROP"));
                    assertEquals(10, packets(seen, "UDP_CSUM"));
                    assertEquals(12, packets(seen, "UNHANDLED_PROTO"));
                    assertEquals(90, seen.dropped(), seen.reasons().toString());
                    assertEquals(
                            List.of("NO_SOCKET_GROUP", "UNHANDLED_PROTO"),
                            seen.reasons().stream()
                                    .filter(Reason::benign)
                                    .filter(r -> r.packets() >= 12)
                                    .map(Reason::name)
                                    .sorted()
                                    .toList());
                    assertEquals(
                            seen.benign() + seen.dropped(),
                            seen.reasons().stream().mapToLong(Reason::packets).sum());
                    assertTrue(seen.link().orElseThrow().rxDropped() >= droppedByLink + 12, seen.toString());
                }
            });
        }
    }

    @Test
    void queueDropsAreThoseThatTheDisciplineCounts() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                try (Measurement measurement = watching(ON)) {
                    // A neighbour that is asked for later would cost a packet of its own.
                    must("ping", "-c1", "-W5", "10.0.0.2");
                    must(
                            "tc", "qdisc", "add", "dev", "a0", "root", "tbf", "rate", "8kbit", "burst", "1600", "limit",
                            "3000");
                    measurement.tick();
                    try (DatagramSocket socket = new DatagramSocket()) {
                        for (int i = 0; i < 40; i++) {
                            socket.send(new DatagramPacket(new byte[1000], 1000, InetAddress.getByName("10.0.0.2"), 9));
                        }
                    }
                    OfInterface seen = await0(
                            measurement,
                            "drops of the queue",
                            row -> row.queue().filter(q -> q.dropped() >= 30).isPresent());
                    KernelDrops.Queue queue = seen.queue().orElseThrow();
                    assertEquals("tbf", queue.kind());
                    long byReason = seen.reasons().stream()
                            .filter(r -> r.name().startsWith("QDISC_"))
                            .mapToLong(Reason::packets)
                            .sum();
                    assertEquals(byReason, queue.dropped(), seen.toString());
                    assertTrue(queue.backlogPackets() + queue.dropped() <= 41, queue.toString());
                    assertTrue(queue.overLimits() > 0, queue.toString());
                    // Another discipline begins at zero; ours goes on.
                    must("tc", "qdisc", "replace", "dev", "a0", "root", "pfifo");
                    OfInterface after = await0(
                            measurement,
                            "the other discipline",
                            row -> row.queue()
                                    .filter(q -> q.kind().equals("pfifo"))
                                    .isPresent());
                    assertEquals(
                            queue.dropped(), after.queue().orElseThrow().dropped(), "what the kernel forgot is kept");
                }
            });
        }
    }

    @Test
    void somebodyElsesXdpProgramThatFailsIsSeen() throws Exception {
        Path source = Path.of("../bpf/src/test/bpf/failing.bpf.c");
        must("../bpf/src/main/scripts/compile-bpf", work.toString(), source.toString());
        byte[] elf = Files.readAllBytes(work.resolve("failing.bpf.o"));
        try (PeerNetwork network = new PeerNetwork(1);
                BpfObject theirs = BpfObject.open("theirs", elf)) {
            theirs.load();
            network.inAgent(() -> {
                String mac = macOf("a0");
                int index = NetworkInterface.getByName("a0").getIndex();
                try (Measurement measurement = watching(ON);
                        BpfLink link = BpfLink.attachXdp(theirs.program("failing"), index, Hook.XDP_NATIVE)) {
                    send(network, mac, "abort", 15);
                    OfInterface seen = await0(
                            measurement,
                            "exceptions",
                            row -> row.xdpExceptions().stream().anyMatch(e -> e.packets() >= 15));
                    assertEquals(List.of(new XdpException(XdpAction.ABORTED, 15)), seen.xdpExceptions());
                    // The driver of veth counts what is aborted as dropped, too, in batches.
                    OfInterface driver = await0(
                            measurement, "the driver's counter", row -> statistic(row, "rx_queue_*_xdp_drops") >= 15);
                    assertEquals(15, statistic(driver, "rx_queue_*_xdp_drops"));
                }
            });
        }
    }

    private static long statistic(OfInterface row, String name) {
        return row.driver().stream()
                .filter(s -> s.name().equals(name))
                .mapToLong(KernelDrops.Statistic::value)
                .sum();
    }

    @Test
    void anInterfaceThatReturnsBeginsAnewAndSwitchingOffEndsEverything() throws Exception {
        try (PeerNetwork network = new PeerNetwork(2)) {
            network.inAgent(() -> {
                AgentConfig off = config(new TrafficConfig.Drops(false, false), List.of(), List.of());
                try (Measurement measurement = watching(new TrafficConfig.Drops(true, true))) {
                    send(network, macOf("a0"), "closed", 7);
                    OfInterface before = await0(measurement, "drops", row -> packets(row, "NO_SOCKET") == 7);
                    // The other namespace's drops are one row.
                    try (DatagramSocket socket = new DatagramSocket()) {
                        socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName("10.0.0.2"), 9));
                    }
                    await(
                            measurement,
                            "drops elsewhere",
                            s -> packets(row(s, KernelDrops.ELSEWHERE_NAME), "NO_SOCKET") >= 1);
                    network.agentIp("link", "del", "a0");
                    await(
                            measurement,
                            "the interface to go",
                            s -> s.traffic().drops().byName("a0").isEmpty());
                    network.agentIp("link", "set", "a1", "down");
                    network.agentIp("link", "set", "a1", "name", "a0");
                    network.agentIp("link", "set", "a0", "up");
                    OfInterface after = await0(measurement, "another of its name", row -> true);
                    assertEquals(0, packets(after, "NO_SOCKET"));
                    assertFalse(after.ifIndex() == before.ifIndex());
                    assertTrue(measurement.kernelMemoryBytes() > 0);
                    measurement.prepare(off).apply();
                    assertEquals(KernelDrops.OFF, measurement.tick().traffic().drops());
                }
            });
        }
    }

    /** What the agent consumes at tcx the kernel frees as dropped; it must not look like a fault. */
    @Test
    void theAgentsOwnDropsAreKnownForIts() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                AgentConfig config = config(
                        ON,
                        List.of(ProbeBuilder.probe(1, "10.0.0.2").build()),
                        List.of(new InterfaceConfig("a0", IngressHook.TCX)));
                try (Measurement measurement = watching(ON)) {
                    measurement.prepare(config).apply();
                    await(
                            measurement,
                            "replies",
                            s -> s.probes().getFirst().totals().received() >= 5);
                    measurement
                            .prepare(config(ON, List.of(), config.interfaces()))
                            .apply();
                    Snapshot last = await(
                            measurement,
                            "as many drops as replies",
                            s -> packets(row(s, "a0"), "PATHGAUGE_REPLY")
                                    == s.interfaces()
                                            .getFirst()
                                            .count(Verdict.DROP_REPLY)
                                            .packets());
                    assertEquals(Optional.empty(), reason(last, "TC_INGRESS"));
                    assertTrue(reason(last, "PATHGAUGE_REPLY").orElseThrow().benign());
                }
            });
        }
    }

    private static Optional<Reason> reason(Snapshot snapshot, String name) {
        return row(snapshot, "a0").reasons().stream()
                .filter(r -> r.name().equals(name))
                .findFirst();
    }
}
