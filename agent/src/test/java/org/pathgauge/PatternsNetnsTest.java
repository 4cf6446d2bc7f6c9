package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.alarm.AlarmKey;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.alarm.AlarmStore;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Patterns.Kind;
import org.pathgauge.model.Patterns.Suspect;
import org.pathgauge.model.Snapshot;

/** Suspicious patterns from the wire to the alarm and the filter. Needs root, python3, ping and iperf3. */
class PatternsNetnsTest {
    private static final int PORT = 8080;
    private static final int SOURCES = 4;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** A scan as fast as this one is a SYN flood, too. */
    private static final Set<String> ATTACKS = Set.of(
            "syn-flood 10.0.0.77/32",
            "syn-flood 10.0.0.78/32",
            "syn-flood ::/0",
            "port-scan 10.0.0.78/32",
            "icmp-flood 10.0.0.79/32",
            "udp-flood 10.0.0.80/32");

    @TempDir
    private Path dir;

    private final List<AlarmEvent> events = new ArrayList<>();
    private final Map<AlarmKey, Integer> ids = new HashMap<>();
    private final AlarmManager alarms = new AlarmManager(
            keys -> {
                keys.forEach(k -> ids.putIfAbsent(k, ids.size() + 1));
                return keys.stream().collect(Collectors.toMap(k -> k, ids::get));
            },
            AlarmStore.none(),
            ConfigDecoder.defaults().alarms(),
            Clock.systemUTC());

    /** Limits far below what the attack sends, so that a slow machine's is above them too. */
    private static AgentConfig config(String more) throws Exception {
        return ConfigDecoder.decode("""
                {"pathgauge-xdp:interfaces": {"interface": [{"name": "a0", "ingress-hook": "tcx"}]},
                 "pathgauge-patterns:patterns": {
                   "enabled": true, "interval": 1, "clear-after": 1,
                   "ipv4-prefix-length": 32, "ipv6-prefix-length": 128,
                   "syn-flood": {"limit": 60, "interface-limit": 80, "minimum-syns": 20},
                   "port-scan": {"limit": 40},
                   "icmp-flood": {"limit": 150, "interface-limit": 100000},
                   "udp-flood": {"limit": 400, "interface-limit": 1000000} %s}}
                """.formatted(more), name -> 1);
    }

    private Path script(String name) throws IOException {
        Path file = dir.resolve(name);
        try (InputStream in = PatternsNetnsTest.class.getResourceAsStream("/patterns/" + name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private Snapshot tick(Measurement measurement) {
        Snapshot snapshot = measurement.tick();
        events.addAll(alarms.evaluate(snapshot).events());
        return snapshot;
    }

    private Snapshot until(Measurement measurement, String what, Predicate<Snapshot> holds) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Snapshot snapshot = tick(measurement);
            if (holds.test(snapshot)) {
                return snapshot;
            }
            assertTrue(
                    System.nanoTime() < end,
                    () -> "in vain awaited " + what + "; last: "
                            + snapshot.traffic().patterns());
            Thread.sleep(100);
        }
    }

    private static Set<String> active(Snapshot snapshot) {
        return snapshot.traffic().patterns().suspects().stream()
                .filter(Suspect::active)
                .map(s -> s.kind().yangName() + " " + AddressText.of(s.source()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Answers each connection with what it says, until the socket is closed. */
    private static void echo(ServerSocket server) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try (Socket one = server.accept()) {
                    byte[] said = new byte[16];
                    one.getOutputStream().write(said, 0, one.getInputStream().read(said));
                } catch (IOException e) {
                    // The test is over, or a client went away.
                }
            }
        });
    }

    @Test
    void floodsAndScansRaiseAndClearOnceEachAndOrdinaryLoadDoesNot() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                try (Measurement measurement = Measurement.start(config("").probing(), Clock.systemUTC());
                        ServerSocket server = new ServerSocket(PORT, 4096, InetAddress.getByName("10.0.0.1"))) {
                    echo(server);
                    measurement.prepare(config("")).apply();
                    ordinaryLoadIsNoPattern(network, measurement);
                    attacksAreRaised(network, measurement);
                    until(measurement, "the end of all patterns", s -> active(s).isEmpty());
                    clearedOnce();
                    attackMakesRules(network, measurement);
                }
            });
        }
    }

    private void ordinaryLoadIsNoPattern(PeerNetwork network, Measurement measurement) throws Exception {
        Process connections =
                network.startInPeer("python3", script("ordinary.py").toString(), "10.0.0.1", "" + PORT, "500");
        Process ping = network.startInPeer("ping", "-q", "-i", "0.01", "-c", "200", "10.0.0.1");
        Process iperf = new ProcessBuilder("iperf3", "-s", "-1", "--forceflush", "-B", "10.0.0.1")
                .redirectErrorStream(true)
                .start();
        MeasurementNetnsTest.await(() -> iperf.getInputStream().available() > 0, "iperf3 to listen");
        Process bulk = network.startInPeer("iperf3", "-c", "10.0.0.1", "-t", "2");
        try {
            long begin = tick(measurement).traffic().patterns().counters().intervals();
            Snapshot last = until(measurement, "ordinary load", s -> {
                assertEquals(List.of(), s.traffic().patterns().suspects());
                return !connections.isAlive() && !ping.isAlive() && !bulk.isAlive();
            });
            until(
                    measurement,
                    "its last interval",
                    s -> s.traffic().patterns().counters().intervals()
                            > last.traffic().patterns().counters().intervals());
            assertTrue(last.traffic().patterns().counters().intervals() > begin);
            assertEquals(List.of(), last.traffic().patterns().suspects());
            assertEquals(List.of(), events);
            // Far more SYNs a second than the limit, but for their handshakes.
            assertEquals(0, connections.exitValue());
            assertEquals(0, ping.exitValue());
            assertEquals(0, bulk.exitValue());
        } finally {
            iperf.destroy();
        }
    }

    private void attacksAreRaised(PeerNetwork network, Measurement measurement) throws Exception {
        // Nobody resolves the forged source, so its echo replies would wait, charged to a socket that all namespaces
        // share: other tests' peers could not reply meanwhile.
        Files.writeString(Path.of("/proc/sys/net/ipv4/icmp_echo_ignore_all"), "1");
        Process attack = network.startInPeer("python3", script("attack.py").toString(), "10.0.0.1", "60");
        Set<String> seen = new TreeSet<>();
        until(measurement, "all attacks", s -> {
            seen.addAll(active(s));
            return seen.containsAll(ATTACKS);
        });
        assertEquals(new TreeSet<>(ATTACKS), seen);
        attack.destroy();
    }

    private void clearedOnce() {
        Map<String, List<Boolean>> changes = new HashMap<>();
        events.forEach(e -> changes.computeIfAbsent(
                        e.alarm().type().yangName() + " " + e.alarm().resource().name(), k -> new ArrayList<>())
                .add(e.alarm().active()));
        assertEquals(ATTACKS.size(), changes.size(), changes.toString());
        // A pattern may pause on a machine that is busy: then there are more pairs, but never half a one.
        changes.forEach((alarm, all) -> {
            for (int i = 0; i < all.size(); i++) {
                assertEquals(i % 2 == 0, all.get(i), alarm + " " + all);
            }
            assertEquals(0, all.size() % 2, alarm + " " + all);
        });
    }

    private void attackMakesRules(PeerNetwork network, Measurement measurement) throws Exception {
        measurement
                .prepare(config(", \"automatic-rule\": {\"enabled\": true, \"expiry\": 3}"))
                .apply();
        Process attack = network.startInPeer("python3", dir.resolve("attack.py").toString(), "10.0.0.1", "60");
        Snapshot dropping = until(
                measurement,
                "rules that drop, and a suspect that has one",
                s -> s.traffic().filter().rules().stream()
                                        .filter(r -> r.dropped() > 0)
                                        .map(r -> r.rule().source())
                                        .distinct()
                                        .count()
                                == SOURCES
                        // A pattern is seen although its packets are dropped.
                        && s.traffic().patterns().suspects().stream()
                                .anyMatch(p -> p.kind() == Kind.UDP_FLOOD
                                        && p.active()
                                        && p.rule().isPresent()));
        for (Filter.Hits hits : dropping.traffic().filter().rules()) {
            assertTrue(hits.rule().expires().isPresent(), hits.toString());
        }
        attack.destroy();
        until(measurement, "rules to expire", s -> s.traffic().filter().rules().isEmpty());
    }
}
