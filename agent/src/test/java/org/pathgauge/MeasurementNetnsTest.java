package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** Real probes through veth pairs into another namespace. Needs root. */
class MeasurementNetnsTest {
    private static final List<InterfaceConfig> THREE_HOOKS = List.of(
            new InterfaceConfig("a0", IngressHook.XDP_NATIVE),
            new InterfaceConfig("a1", IngressHook.XDP_GENERIC),
            new InterfaceConfig("a2", IngressHook.TCX));
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Ticks until a snapshot satisfies a condition. */
    static Snapshot await(Measurement measurement, String what, Predicate<Snapshot> condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            Snapshot snapshot = measurement.tick();
            if (condition.test(snapshot)) {
                return snapshot;
            }
            assertTrue(System.nanoTime() < end, () -> "in vain awaited " + what + "; last: " + snapshot);
            Thread.sleep(200);
        }
    }

    private static boolean all(Snapshot snapshot, Predicate<ProbeStats> condition) {
        return !snapshot.probes().isEmpty() && snapshot.probes().stream().allMatch(condition);
    }

    private static Measurement start() throws Exception {
        return Measurement.start(ProbeBuilder.config(List.of(), List.of()).probing(), Clock.systemUTC());
    }

    @Test
    void measuresBothFamiliesAtAllThreeHooks() throws Exception {
        try (PeerNetwork network = new PeerNetwork(3)) {
            network.inAgent(() -> {
                List<Probe> probes = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    probes.add(probe(2 * i + 1, "10." + i + ".0.2").build());
                    probes.add(probe(2 * i + 2, "fd00:" + i + "::2").build());
                }
                try (Measurement measurement = start()) {
                    measurement
                            .prepare(ProbeBuilder.config(probes, THREE_HOOKS))
                            .apply();
                    Snapshot up = await(
                            measurement,
                            "a full slot of every probe",
                            s -> all(
                                    s,
                                    p -> p.window(WindowLength.SECONDS_10)
                                            .filter(w -> w.sent() >= 45)
                                            .isPresent()));
                    up.probes().forEach(MeasurementNetnsTest::assertClean);
                    assertEquals(
                            List.of(
                                    InterfaceDrops.Hook.XDP_NATIVE,
                                    InterfaceDrops.Hook.XDP_GENERIC,
                                    InterfaceDrops.Hook.TCX),
                            up.interfaces().stream()
                                    .map(i -> i.hook().orElseThrow())
                                    .toList());
                    for (InterfaceDrops drops : up.interfaces()) {
                        assertEquals("", drops.problem());
                        assertTrue(drops.stamped() > 0);
                    }
                    // Every reply was consumed: dropped ones equal received ones, up to what was on its way just now.
                    measurement
                            .prepare(ProbeBuilder.config(List.of(), THREE_HOOKS))
                            .apply();
                    Snapshot settled = await(
                            measurement,
                            "all replies consumed",
                            s -> s.interfaces().stream()
                                    .allMatch(i -> i.count(Verdict.DROP_REPLY).packets() == i.stamped()));
                    assertEquals(0, settled.health().bankOverruns());
                    assertEquals(0, settled.health().samplesLost());
                }
            });
        }
    }

    private static void assertClean(ProbeStats probe) {
        String name = probe.probe().target();
        ProbeTotals totals = probe.totals();
        assertEquals(ProbeState.UP, probe.state(), name + ": " + probe.stateReason());
        assertEquals(0, totals.duplicates(), name);
        assertEquals(0, totals.forged() + totals.stale() + totals.corrupt() + totals.reordered(), name);
        // A busy host may hold the sender up for a whole interval, which it says.
        assertTrue(totals.unsent() <= totals.sent() / 10, name + ": " + totals);
        Window window = probe.window(WindowLength.SECONDS_10).orElseThrow();
        assertEquals(window.sent(), window.received(), name);
        assertEquals(0, window.lossPpm().orElseThrow(), name);
        assertEquals(0, window.lossPeriods().orElseThrow(), name);
        assertEquals(window.received(), window.rtt().total(), name);
        assertEquals(window.ipdvCount(), window.ipdv().total(), name);
        assertTrue(window.ipdvCount() >= window.received() - 1, name);
        assertTrue(window.rttMinNanos().orElseThrow() > 0, name);
        assertTrue(window.rttMaxNanos().orElseThrow() < 1_000_000_000, name);
        assertEquals(
                window.rttMaxNanos().orElseThrow() - window.rttMinNanos().orElseThrow(),
                window.pdvMaxNanos().orElseThrow(),
                name + ": PDV of the exact samples spans the extremes that the kernel kept");
        assertTrue(window.jitterNanos().isPresent(), name);
    }

    @Test
    void sendsWhatIsConfigured(@TempDir Path directory) throws Exception {
        Path capture = directory.resolve("b0.pcap");
        try (PeerNetwork network = new PeerNetwork(2)) {
            network.agentIp("addr", "add", "10.0.0.77/24", "dev", "a0");
            network.agentIp("addr", "add", "fd00:0::77/64", "dev", "a0", "nodad");
            // Without the source interface this would leave through a1.
            network.agentIp("route", "add", "203.0.113.0/24", "via", "10.1.0.2", "dev", "a1", "metric", "1");
            network.agentIp("route", "add", "203.0.113.0/24", "via", "10.0.0.2", "dev", "a0", "metric", "9");
            network.peerIp("addr", "add", "203.0.113.9/32", "dev", "lo");
            Process tcpdump = network.startInPeer(
                    "tcpdump",
                    "-i",
                    "b0",
                    "-w",
                    capture.toString(),
                    "-U",
                    "--time-stamp-precision",
                    "nano",
                    "icmp or icmp6");
            await(() -> Files.exists(capture) && Files.size(capture) >= 24, "tcpdump to begin");
            network.inAgent(() -> {
                List<Probe> probes = List.of(
                        probe(1, "10.0.0.2")
                                .dscp(46)
                                .ttl(9)
                                .size(24)
                                .from(InetAddress.getByName("10.0.0.77"))
                                .build(),
                        probe(2, "fd00:0::2")
                                .dscp(10)
                                .ttl(7)
                                .size(999)
                                .from(InetAddress.getByName("fd00:0::77"))
                                .build(),
                        probe(3, "203.0.113.9").through("a0").size(1400).build(),
                        probe(4, "fd00:0::2")
                                .through("a0")
                                .from(InetAddress.getByName("fd00:0::1"))
                                .build());
                try (Measurement measurement = start()) {
                    measurement
                            .prepare(ProbeBuilder.config(probes, List.of(new InterfaceConfig("a0", IngressHook.TCX))))
                            .apply();
                    Snapshot snapshot = await(
                            measurement,
                            "ten replies to each probe",
                            s -> all(s, p -> p.totals().received() >= 10));
                    measurement
                            .prepare(ProbeBuilder.config(List.of(), List.of()))
                            .apply();
                    Map<Integer, List<Pcap.Echo>> requests = new HashMap<>();
                    Map<Long, Long> arrivals = new HashMap<>();
                    Map<Integer, List<Long>> turnarounds = new HashMap<>();
                    await(() -> received(capture, requests, arrivals, turnarounds, snapshot), "the capture");
                    assertSent(requests.get(0), "10.0.0.77", "10.0.0.2", 46, 9, 24 + 8);
                    assertSent(requests.get(1), "fd00:0:0:0:0:0:0:77", "fd00:0:0:0:0:0:0:2", 10, 7, 999 + 8);
                    assertSent(requests.get(2), "10.0.0.1", "203.0.113.9", 0, 64, 1400 + 8);
                    assertSent(requests.get(3), "fd00:0:0:0:0:0:0:1", "fd00:0:0:0:0:0:0:2", 0, 64, 56 + 8);
                    for (int slot = 0; slot < 4; slot++) {
                        ProbeTotals totals = snapshot.probes().get(slot).totals();
                        List<Long> inner = turnarounds.get(slot).subList(0, (int) totals.received());
                        assertTrue(
                                totals.rttSumNanos()
                                        >= inner.stream()
                                                .mapToLong(Long::longValue)
                                                .sum(),
                                "our stamps lie outside those of the capture at the far end");
                    }
                }
            });
        }
    }

    private static boolean received(
            Path capture,
            Map<Integer, List<Pcap.Echo>> requests,
            Map<Long, Long> arrivals,
            Map<Integer, List<Long>> turnarounds,
            Snapshot measured)
            throws Exception {
        requests.clear();
        turnarounds.clear();
        for (Pcap.Echo echo : Pcap.read(capture)) {
            long key = (long) echo.slot() << 32 | echo.sequence();
            if (echo.request()) {
                requests.computeIfAbsent(echo.slot(), s -> new ArrayList<>()).add(echo);
                arrivals.put(key, echo.nanos());
            } else {
                turnarounds.computeIfAbsent(echo.slot(), s -> new ArrayList<>()).add(echo.nanos() - arrivals.get(key));
            }
        }
        return IntStream.range(0, 4)
                .allMatch(slot -> turnarounds.getOrDefault(slot, List.of()).size()
                        >= measured.probes().get(slot).totals().received());
    }

    private static void assertSent(
            List<Pcap.Echo> echoes, String source, String destination, int dscp, int ttl, int icmpLength) {
        for (Pcap.Echo echo : echoes) {
            assertEquals(source, echo.source());
            assertEquals(destination, echo.destination());
            assertEquals(dscp, echo.dscp());
            assertEquals(ttl, echo.ttl());
            assertEquals(icmpLength, echo.icmpLength());
            assertTrue(echo.checksumRight());
            assertTrue(echo.dontFragment());
        }
        List<Integer> sequences = echoes.stream().map(Pcap.Echo::sequence).toList();
        assertEquals(sequences.stream().distinct().sorted().toList(), sequences, "rising, no duplicates");
    }

    @Test
    void tellsWhyNothingComesBack() throws Exception {
        try (PeerNetwork network = new PeerNetwork(2)) {
            network.agentIp("route", "add", "198.51.100.0/24", "via", "10.0.0.2");
            network.agentIp("route", "add", "203.0.113.0/24", "via", "10.0.0.2");
            network.peerIp("route", "add", "blackhole", "198.51.100.0/24");
            network.peerIp("route", "add", "unreachable", "203.0.113.0/24");
            network.inAgent(() -> {
                List<Probe> probes = List.of(
                        probe(1, "198.51.100.1").build(),
                        probe(2, "203.0.113.1").build(),
                        probe(3, "192.0.2.1").build(),
                        probe(4, "10.1.0.2").build(),
                        probe(5, "10.0.0.99").build(),
                        probe(6, "10.0.0.2").size(60_000).build(),
                        probe(7, "10.0.0.2")
                                .from(InetAddress.getByName("192.0.2.7"))
                                .build(),
                        probe(8, "10.0.0.2").through("nosuch0").build(),
                        probe(9, "no-such-host.invalid").build(),
                        probe(10, "10.0.0.2").disabled().build());
                try (Measurement measurement = start()) {
                    measurement
                            .prepare(ProbeBuilder.config(probes, List.of(new InterfaceConfig("a0", IngressHook.TCX))))
                            .apply();
                    Snapshot s = await(
                            measurement,
                            "a verdict on every probe",
                            now -> now.probes().size() == 10
                                    && now.probes().stream().noneMatch(p -> p.state() == ProbeState.STARTING)
                                    && now.probe(1)
                                            .flatMap(p -> p.window(WindowLength.SECONDS_10))
                                            .isPresent()
                                    && now.probe(2).orElseThrow().state() == ProbeState.UNREACHABLE
                                    && now.probe(2).orElseThrow().totals().icmpErrors() > 0
                                    && IntStream.rangeClosed(3, 8)
                                            .mapToObj(i -> now.probe(i).orElseThrow())
                                            .allMatch(p -> p.state() == ProbeState.CANNOT_SEND
                                                    && p.totals().unsent() > 0));
                    assertState(s, 1, ProbeState.UNREACHABLE, "none of");
                    assertState(s, 2, ProbeState.UNREACHABLE, "10.0.0.2 sent ICMP error type 3 code 1");
                    assertState(s, 3, ProbeState.CANNOT_SEND, "ENETUNREACH: no route to 192.0.2.1");
                    assertState(s, 4, ProbeState.CANNOT_SEND, "through a1, which is not watched");
                    assertState(s, 5, ProbeState.CANNOT_SEND, "no neighbour answers for 10.0.0.99");
                    assertState(s, 6, ProbeState.CANNOT_SEND, "EMSGSIZE");
                    assertState(s, 7, ProbeState.CANNOT_SEND, "192.0.2.7");
                    assertState(s, 8, ProbeState.CANNOT_SEND, "ENODEV: source interface nosuch0");
                    assertState(s, 9, ProbeState.UNRESOLVED, "does not resolve");
                    assertState(s, 10, ProbeState.DISABLED, "configuration");
                    Window lost = s.probe(1)
                            .orElseThrow()
                            .window(WindowLength.SECONDS_10)
                            .orElseThrow();
                    assertEquals(1_000_000, lost.lossPpm().orElseThrow());
                    assertEquals(1, lost.lossPeriods().orElseThrow());
                    assertEquals(lost.sent(), lost.longestLossBurst().orElseThrow());
                    assertTrue(lost.rttMeanNanos().isEmpty());
                    assertTrue(s.probe(2).orElseThrow().totals().icmpErrors() > 0);
                    for (int index : new int[] {3, 4, 5, 6, 7, 8}) {
                        ProbeTotals totals = s.probe(index).orElseThrow().totals();
                        assertEquals(0, totals.sent(), "probe " + index);
                        assertTrue(totals.unsent() > 0, "probe " + index);
                    }
                }
            });
        }
    }

    private static void assertState(Snapshot snapshot, int index, ProbeState state, String reason) {
        ProbeStats probe = snapshot.probe(index).orElseThrow();
        assertEquals(state, probe.state(), index + ": " + probe.stateReason());
        assertTrue(probe.stateReason().contains(reason), index + ": " + probe.stateReason());
    }

    /** A condition that may throw. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "in vain awaited " + what);
            Thread.sleep(50);
        }
    }
}
