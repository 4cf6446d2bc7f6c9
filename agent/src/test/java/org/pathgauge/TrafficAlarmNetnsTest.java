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
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.alarm.AlarmKey;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.alarm.FileAlarmStore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.TrafficConfig;
import org.pathgauge.model.WindowLength;

/** Real drops and hits of a rule raise alarms that end when they do, and refused connections raise one. Needs root. */
class TrafficAlarmNetnsTest {
    private static final AlarmConfig ALARMS = new AlarmConfig(
            32,
            100,
            List.of(),
            Map.of(
                    "a0",
                    List.of(
                            threshold("kernel", Threshold.Metric.KERNEL_DROPS, 2, 0),
                            threshold("ingress", Threshold.Metric.INGRESS_DROPS, 2, 0))),
            List.of(threshold("tcp", Threshold.Metric.FAILED_CONNECTIONS, 500_000, 100_000)),
            Map.of("discard", List.of(threshold("hits", Threshold.Metric.RULE_HITS, 2, 0))));
    private static final List<AlarmType> BY_PACKETS =
            List.of(AlarmType.KERNEL_DROPS, AlarmType.INGRESS_DROPS, AlarmType.RULE_HITS);

    /** Fifty datagrams that the agent's side has no socket for, and as many that its filter drops. */
    private static final String TO_NOBODY = "import socket; s = socket.socket(type=socket.SOCK_DGRAM);"
            + " [s.sendto(b'x', ('10.0.0.1', port)) for _ in range(50) for port in (9, 10)]";

    @TempDir
    private Path folder;

    private final List<AlarmEvent> events = new ArrayList<>();

    private static Threshold threshold(String name, Threshold.Metric metric, long rising, long falling) {
        return new Threshold(name, metric, WindowLength.SECONDS_10, rising, falling, 1, Severity.MAJOR);
    }

    private static AgentConfig config() {
        AgentConfig rest = ProbeBuilder.config(List.of(), List.of(new InterfaceConfig("a0", IngressHook.TCX)));
        FilterRule discard = new FilterRule(
                1,
                "discard",
                1,
                true,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(17),
                Optional.empty(),
                Optional.of(new FilterRule.Ports(10, 10)),
                Optional.empty(),
                FilterRule.Action.DROP,
                0,
                0,
                false,
                Optional.empty());
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
                        new TrafficConfig.FilterRules(List.of(discard)),
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

    private boolean toldOfPackets(boolean raised) {
        return BY_PACKETS.stream().allMatch(type -> told(type, raised));
    }

    @Test
    void dropsAndHitsRaiseAndClearAndRefusedConnectionsRaise() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                AgentConfig config = config();
                try (Measurement measurement = Measurement.start(config.probing(), Clock.systemUTC())) {
                    measurement.prepare(config).apply();
                    measurement.filtering().prepare(config, config).apply();
                    AlarmManager alarms = new AlarmManager(
                            TrafficAlarmNetnsTest::ids,
                            new FileAlarmStore(folder.resolve("alarms.json")),
                            ALARMS,
                            Clock.systemUTC());
                    long deadline = System.nanoTime() + 90_000_000_000L;
                    while (!toldOfPackets(false) || !told(AlarmType.TCP_FAILURES, true)) {
                        assertTrue(System.nanoTime() < deadline, () -> "waited in vain: " + events);
                        events.addAll(alarms.evaluate(measurement.tick()).events());
                        if (!toldOfPackets(true)) {
                            network.inPeer("python3", "-c", TO_NOBODY);
                        }
                        assertThrows(ConnectException.class, () -> new Socket("10.0.0.2", 9).close());
                        Thread.sleep(500);
                    }
                }
            });
        }
        for (AlarmType type : BY_PACKETS) {
            long raised = events.stream()
                    .filter(e -> e.alarm().type() == type && e.raised())
                    .count();
            assertEquals(1, raised, () -> type + " is raised once: " + events);
        }
    }
}
