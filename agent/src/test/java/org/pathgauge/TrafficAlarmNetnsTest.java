package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.alarm.AlarmKey;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.alarm.FileAlarmStore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.TrafficConfig;
import org.pathgauge.model.WindowLength;

/** Real drops raise an alarm that ends when they do, and so do real refused connections. Needs root. */
class TrafficAlarmNetnsTest {
    private static final AlarmConfig ALARMS = new AlarmConfig(
            32,
            100,
            List.of(),
            Map.of("a0", List.of(threshold(Threshold.Metric.KERNEL_DROPS, 2, 0))),
            List.of(threshold(Threshold.Metric.FAILED_CONNECTIONS, 500_000, 100_000)),
            Map.of());

    /** Fifty datagrams that the agent's side has no socket for. */
    private static final String TO_CLOSED_PORT = "import socket; s = socket.socket(type=socket.SOCK_DGRAM);"
            + " [s.sendto(b'x', ('10.0.0.1', 9)) for _ in range(50)]";

    @TempDir
    private Path folder;

    private final List<AlarmEvent> events = new ArrayList<>();

    private static Threshold threshold(Threshold.Metric metric, long rising, long falling) {
        return new Threshold("t", metric, WindowLength.SECONDS_10, rising, falling, 1, Severity.MAJOR);
    }

    private static AgentConfig config() {
        AgentConfig rest = ProbeBuilder.config(List.of(), List.of());
        TrafficConfig.Tcp tcp = new TrafficConfig.Tcp(
                true, 4096, 4096, TrafficConfig.Tcp.Rank.CONNECTIONS, Duration.ZERO, List.of(), List.of());
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
                        tcp,
                        new TrafficConfig.Drops(true, false),
                        rest.traffic().filter(),
                        rest.traffic().patterns()),
                ALARMS);
    }

    private static Map<AlarmKey, Integer> ids(List<AlarmKey> keys) {
        Map<AlarmKey, Integer> ids = new HashMap<>();
        keys.forEach(key -> ids.put(key, Math.abs(key.hashCode()) | 1));
        return ids;
    }

    private boolean told(AlarmType type, boolean raised) {
        return events.stream().anyMatch(e -> e.alarm().type() == type && e.raised() == raised);
    }

    @Test
    void dropsRaiseAndClearAndRefusedConnectionsRaise() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                AgentConfig config = config();
                try (Measurement measurement = Measurement.start(config.probing(), Clock.systemUTC())) {
                    measurement.prepare(config).apply();
                    AlarmManager alarms = new AlarmManager(
                            TrafficAlarmNetnsTest::ids,
                            new FileAlarmStore(folder.resolve("alarms.json")),
                            ALARMS,
                            Clock.systemUTC());
                    long deadline = System.nanoTime() + 90_000_000_000L;
                    while (!told(AlarmType.KERNEL_DROPS, false) || !told(AlarmType.TCP_FAILURES, true)) {
                        assertTrue(System.nanoTime() < deadline, () -> "waited in vain: " + events);
                        events.addAll(alarms.evaluate(measurement.tick()).events());
                        if (!told(AlarmType.KERNEL_DROPS, true)) {
                            network.inPeer("python3", "-c", TO_CLOSED_PORT);
                        }
                        assertThrows(ConnectException.class, () -> new Socket("10.0.0.2", 9).close());
                        Thread.sleep(500);
                    }
                }
            });
        }
        assertEquals(
                1,
                events.stream()
                        .filter(e -> e.alarm().type() == AlarmType.KERNEL_DROPS && e.raised())
                        .count());
    }
}
