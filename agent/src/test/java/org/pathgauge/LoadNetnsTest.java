package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * As many probes as an agent can have, ten thousand packets a second for two slots: none may be lost. What it costs is
 * printed, not asserted. Needs root, and the machine for itself.
 */
@Tag("alone")
class LoadNetnsTest {
    private static final int PROBES = 65_536;
    private static final int INTERVAL_MILLIS = 6_554;
    private static final int PACKETS_PER_SECOND = 10_000;
    private static final long TICK_NANOS = 1_000_000_000L;

    @Test
    void allProbesTogetherLoseNothing() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.agentIp("route", "add", "10.128.0.0/16", "via", "10.0.0.2");
            network.peerIp("route", "add", "local", "10.128.0.0/16", "dev", "lo");
            network.inAgent(() -> {
                List<Probe> probes = new ArrayList<>();
                for (int i = 0; i < PROBES; i++) {
                    probes.add(probe(i + 1, "10.128." + i / 256 + "." + i % 256)
                            .intervalMillis(INTERVAL_MILLIS)
                            .withoutSamples()
                            .build());
                }
                AgentConfig.Probing limits = new AgentConfig.Probing(PROBES, PACKETS_PER_SECOND, 0);
                try (Measurement measurement = Measurement.start(limits, Clock.systemUTC())) {
                    AgentConfig base = ProbeBuilder.config(probes, List.of(new InterfaceConfig("a0", IngressHook.TCX)));
                    measurement
                            .prepare(new AgentConfig(
                                    limits,
                                    probes,
                                    base.interfaces(),
                                    false,
                                    base.snmp(),
                                    base.netconf(),
                                    base.history(),
                                    base.openMetrics(),
                                    base.traffic(),
                                    base.alarms()))
                            .apply();
                    run(measurement);
                }
            });
        }
    }

    private static void run(Measurement measurement) throws Exception {
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long ticks = 0;
        long collecting = 0;
        long delay = 0;
        long next = System.nanoTime();
        long cpu = 0;
        long sentBefore = 0;
        long since = 0;
        long handedOver = 0;
        Snapshot snapshot = null;
        do {
            handedOver = snapshot == null ? 0 : snapshot.health().packetsSent();
            long before = threads.getCurrentThreadCpuTime();
            snapshot = measurement.tick();
            collecting += threads.getCurrentThreadCpuTime() - before;
            ticks++;
            if (ticks == 5) {
                // The compiler has seen most of the code by now.
                cpu = os.getProcessCpuTime();
                sentBefore = snapshot.health().packetsSent();
                since = System.nanoTime();
            }
            delay = ticks > 5 ? Math.max(delay, snapshot.health().sendDelayMaxNanos()) : 0;
            next += TICK_NANOS;
            Thread.sleep(Math.max(1, (next - System.nanoTime()) / 1_000_000));
        } while (ticks < 25 || complete(snapshot) < PROBES);
        long sent = snapshot.health().packetsSent() - sentBefore;
        double seconds = (System.nanoTime() - since) / 1e9;
        double used = (os.getProcessCpuTime() - cpu) / 1e3;
        long unsent =
                snapshot.probes().stream().mapToLong(p -> p.totals().unsent()).sum();
        System.out.printf(
                "%d probes in %.1f s: %.2f us of CPU (user and system, the responder's included) a probe,"
                        + " %.1f ms of it a tick, worst delay %.1f ms, unsent %d, kernel maps %.1f MiB, RSS %s%n",
                sent,
                seconds,
                used / sent,
                collecting / 1e6 / ticks,
                delay / 1e6,
                unsent,
                measurement.kernelMemoryBytes() / 1048576.0,
                rss());
        long lost = 0;
        for (var probe : snapshot.probes()) {
            Window window = probe.window(WindowLength.SECONDS_10).orElseThrow();
            lost += window.lost();
            assertEquals(
                    0,
                    probe.totals().duplicates()
                            + probe.totals().stale()
                            + probe.totals().forged());
        }
        assertEquals(0, lost);
        // What was handed over by the last tick is stamped; what is stamped was handed over.
        long stamped =
                snapshot.probes().stream().mapToLong(p -> p.totals().sent()).sum();
        assertTrue(handedOver <= stamped, handedOver + " handed over, but " + stamped + " stamped");
        assertTrue(stamped <= snapshot.health().packetsSent());
        assertEquals(0, snapshot.health().sendErrors());
        assertEquals(0, snapshot.health().bankOverruns());
    }

    private static long complete(Snapshot snapshot) {
        return snapshot.probes().stream()
                .filter(p -> p.window(WindowLength.SECONDS_10).isPresent())
                .count();
    }

    private static String rss() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("unknown");
    }
}
