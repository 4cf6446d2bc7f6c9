package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.MeasurementNetnsTest.await;
import static org.pathgauge.ProbeBuilder.probe;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** tcp-syn probes to open, closed and filtered ports of a real stack, at every hook. Needs root. */
class TcpSynNetnsTest {
    private static final int OPEN = 80;
    private static final int CLOSED = 81;
    private static final int FILTERED = 83;

    private static final List<InterfaceConfig> THREE_HOOKS = List.of(
            new InterfaceConfig("a0", IngressHook.XDP_NATIVE),
            new InterfaceConfig("a1", IngressHook.XDP_GENERIC),
            new InterfaceConfig("a2", IngressHook.TCX));

    /** A line of tcpdump -tt: time, source, destination, flags, sequence, acknowledgement. */
    private static final Pattern SEGMENT =
            Pattern.compile("(\\d+)\\.(\\d{9}) IP6? \\S+ > \\S+: Flags \\[(S\\.?)], .*?seq (\\d+)(?:, ack (\\d+))?.*");

    private static Measurement start() throws Exception {
        return Measurement.start(ProbeBuilder.config(List.of(), List.of()).probing(), Clock.systemUTC());
    }

    private static void openPorts(PeerNetwork network) throws Exception {
        Process peer = network.startInPeer("python3", "src/test/resources/tcp/ports.py");
        BufferedReader output = peer.inputReader();
        assertEquals("ready", output.readLine());
    }

    private static List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        int index = 1;
        for (int pair = 0; pair < 3; pair++) {
            for (String target : List.of("10." + pair + ".0.2", "fd00:" + pair + "::2")) {
                for (int port : List.of(OPEN, CLOSED, FILTERED)) {
                    probes.add(
                            probe(index++, target).port(port).timeoutMillis(500).build());
                }
            }
        }
        return probes;
    }

    @Test
    void tellsOpenFromClosedAndFilteredPortsAtAllThreeHooks() throws Exception {
        try (PeerNetwork network = new PeerNetwork(3)) {
            openPorts(network);
            network.inAgent(() -> {
                try (Measurement measurement = start()) {
                    measurement
                            .prepare(ProbeBuilder.config(probes(), THREE_HOOKS))
                            .apply();
                    Snapshot seen = await(
                            measurement,
                            "a full slot of every probe",
                            s -> s.probes().size() == 18
                                    && s.probes().stream()
                                            .allMatch(p -> p.window(WindowLength.SECONDS_10)
                                                    .filter(w -> w.sent() >= 45)
                                                    .isPresent()));
                    seen.probes().forEach(TcpSynNetnsTest::assertVerdict);
                    measurement
                            .prepare(ProbeBuilder.config(List.of(), THREE_HOOKS))
                            .apply();
                    for (InterfaceDrops drops : measurement.tick().interfaces()) {
                        assertEquals(0, drops.droppedPackets(), "every answer is left to the stack");
                        assertTrue(drops.count(Verdict.PASS_SYN_ACK).packets() >= 90, drops.name());
                        assertTrue(drops.count(Verdict.PASS_REFUSED).packets() >= 90, drops.name());
                    }
                    await(
                            measurement,
                            "the peer to hold nothing half open",
                            s -> network.inPeer("ss", "-Htan", "state", "syn-recv")
                                    .isBlank());
                    assertEquals("", network.inPeer("ss", "-Htan", "state", "established"));
                }
            });
        }
    }

    private static void assertVerdict(ProbeStats probe) {
        String name = probe.probe().target() + " port " + probe.probe().port().getAsInt();
        Window window = probe.window(WindowLength.SECONDS_10).orElseThrow();
        var totals = probe.totals();
        assertEquals(0, totals.forged() + totals.stale() + totals.corrupt() + totals.late(), name);
        // A busy host may hold the sender up for a whole interval, which it says.
        assertTrue(totals.unsent() <= totals.sent() / 10, name + ": " + totals);
        assertEquals(0, totals.duplicates(), name);
        switch (probe.probe().port().getAsInt()) {
            case OPEN -> {
                assertEquals(ProbeState.UP, probe.state(), name + ": " + probe.stateReason());
                assertEquals(window.sent(), window.received(), name);
                assertEquals(window.received(), window.rtt().total(), name);
                assertTrue(window.rttMinNanos().orElseThrow() > 0, name);
                assertTrue(window.pdvMaxNanos().isPresent(), name);
                assertEquals(0, totals.refused(), name);
            }
            case CLOSED -> {
                assertEquals(ProbeState.UNREACHABLE, probe.state(), name);
                assertTrue(probe.stateReason().contains("its TCP port 81 is closed"), probe.stateReason());
                assertEquals(window.sent(), window.lost(), name);
                assertTrue(totals.refused() >= window.sent(), name + ": " + totals);
            }
            default -> {
                assertEquals(ProbeState.UNREACHABLE, probe.state(), name);
                assertTrue(!probe.stateReason().contains("closed"), probe.stateReason());
                assertEquals(window.sent(), window.lost(), name);
                assertEquals(0, totals.refused(), name);
            }
        }
    }

    /** Many probes of one port on their way at once must not look like one connection to the peer. */
    @Test
    void probesThatOverlapAreEachAnswered() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            openPorts(network);
            network.inAgent(() -> {
                List<Probe> probes = new ArrayList<>();
                for (int i = 1; i <= 20; i++) {
                    probes.add(
                            probe(i, "10.0.0.2").port(OPEN).intervalMillis(100).build());
                }
                try (Measurement measurement = start()) {
                    measurement
                            .prepare(ProbeBuilder.config(probes, List.of(new InterfaceConfig("a0", IngressHook.TCX))))
                            .apply();
                    Snapshot seen = await(
                            measurement,
                            "a full slot of every probe",
                            s -> s.probes().size() == 20
                                    && s.probes().stream()
                                            .allMatch(p -> p.window(WindowLength.SECONDS_10)
                                                    .filter(w -> w.sent() >= 90)
                                                    .isPresent()));
                    for (ProbeStats probe : seen.probes()) {
                        Window window = probe.window(WindowLength.SECONDS_10).orElseThrow();
                        assertEquals(
                                window.sent(), window.received(), probe.probe().name());
                    }
                }
            });
        }
    }

    @Test
    void roundTripsLieOutsideThoseOfTheCaptureAtTheFarEnd(@TempDir Path folder) throws Exception {
        Path capture = folder.resolve("segments.txt");
        try (PeerNetwork network = new PeerNetwork(1)) {
            openPorts(network);
            Process tcpdump = network.startInPeer(
                    "sh",
                    "-c",
                    "exec tcpdump -i b0 -nn -S -tt -l --time-stamp-precision=nano 'tcp port 80' >" + capture);
            BufferedReader messages = tcpdump.inputReader();
            for (String line = messages.readLine(); !line.contains("listening on"); line = messages.readLine()) {}
            List<ProbeTotals> measured = new ArrayList<>();
            network.inAgent(() -> {
                try (Measurement measurement = start()) {
                    measurement
                            .prepare(ProbeBuilder.config(
                                    List.of(probe(1, "10.0.0.2").port(OPEN).build()),
                                    List.of(new InterfaceConfig("a0", IngressHook.TCX))))
                            .apply();
                    Snapshot seen = await(measurement, "ten replies", s -> received(s) >= 10);
                    measured.add(seen.probes().getFirst().totals());
                    measurement
                            .prepare(ProbeBuilder.config(List.of(), List.of()))
                            .apply();
                }
                long end = System.nanoTime() + 20_000_000_000L;
                while (turnarounds(capture).size() < measured.getFirst().received()) {
                    assertTrue(System.nanoTime() < end, "too few handshakes in the capture");
                    Thread.sleep(100);
                }
            });
            ProbeTotals totals = measured.getFirst();
            long inner = turnarounds(capture).values().stream()
                    .limit(totals.received())
                    .mapToLong(Long::longValue)
                    .sum();
            assertTrue(inner > 0 && totals.rttSumNanos() >= inner, totals.rttSumNanos() + " ns within " + inner);
            assertTrue(totals.lastRttNanos().orElseThrow() < 1_000_000_000, "within the timeout");
        }
    }

    private static long received(Snapshot snapshot) {
        return snapshot.probes().stream().mapToLong(p -> p.totals().received()).sum();
    }

    /** Time from a SYN to its SYN-ACK, ns, by the SYN's sequence number. */
    private static Map<Long, Long> turnarounds(Path capture) throws Exception {
        Map<Long, Long> arrived = new HashMap<>();
        Map<Long, Long> turnarounds = new LinkedHashMap<>();
        for (String line : Files.readAllLines(capture)) {
            Matcher m = SEGMENT.matcher(line);
            if (!m.matches()) {
                continue;
            }
            long nanos = Long.parseLong(m.group(1)) * 1_000_000_000L + Long.parseLong(m.group(2));
            if (m.group(3).equals("S")) {
                arrived.put(Long.parseLong(m.group(4)), nanos);
            } else {
                long syn = Long.parseLong(m.group(5)) - 1 & 0xffffffffL;
                if (arrived.containsKey(syn)) {
                    turnarounds.putIfAbsent(syn, nanos - arrived.get(syn));
                }
            }
        }
        return turnarounds;
    }
}
