package org.pathgauge.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.BpfProgram;
import org.pathgauge.bpf.IngressPart;
import org.pathgauge.bpf.PatternMaps;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.bpf.abi.PatternConfigLayout;
import org.pathgauge.model.Detection;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Patterns.Kind;

/** The kernel's sketch against exact counts, by BPF_PROG_TEST_RUN with seeded traffic. */
class SketchTest {
    private static final int SOURCES = 100_000;
    private static final long[] SEED = {0x243f6a8885a308d3L, 0x13198a2e03707344L};

    /** Test runs come from the loopback interface. */
    private static final int IFINDEX = 1;

    private static final int IFACE = 5;
    private static final int LIMIT = 500;

    private static ProbePrograms programs;
    private static BpfProgram ingress;
    private long nanos;

    @BeforeAll
    static void load() {
        programs = ProbePrograms.load(new ProbePrograms.Setup(8, 64, 16, 1, 2, 0x1234, 40_000));
        programs.need(IngressPart.PATTERNS, true);
        programs.ifaceIndex().setInt(IFINDEX, 0, IFACE);
        // Not XDP, where each test run of several packets rewrites the dispatcher and waits for all CPUs.
        ingress = programs.ingress(false);
    }

    @AfterAll
    static void unload() {
        programs.close();
    }

    private static byte[] packet(int source, int protocol, int port) {
        ByteBuffer packet = ByteBuffer.allocate(60);
        packet.putShort(12, (short) 0x0800);
        packet.put(14, (byte) 0x45).putShort(16, (short) 46).put(23, (byte) protocol);
        packet.putInt(26, source).putInt(30, 0x0a000001);
        packet.putShort(34, (short) 50_000).putShort(36, (short) port);
        packet.putShort(46, (short) 0x5002);
        return packet.array();
    }

    private static Detection config() {
        Map<Kind, Detection.Limits> limits = new HashMap<>();
        Optional<Detection.Limit> none = Optional.empty();
        limits.put(Kind.SYN_FLOOD, new Detection.Limits(new Detection.Limit(LIMIT, LIMIT / 2), none));
        limits.put(Kind.PORT_SCAN, new Detection.Limits(new Detection.Limit(100, 50), none));
        limits.put(Kind.ICMP_FLOOD, new Detection.Limits(new Detection.Limit(LIMIT, LIMIT / 2), none));
        limits.put(Kind.UDP_FLOOD, new Detection.Limits(new Detection.Limit(LIMIT, LIMIT / 2), none));
        return new Detection(true, Duration.ofSeconds(1), 1, 32, 128, List.of(), limits, 0, 1, Detection.OFF.rule());
    }

    private static int address(int source) {
        return 0x0b000000 + source;
    }

    private PatternWatch watch(PatternMaps maps) {
        RuleMaker none = new RuleMaker(
                new RuleMaker.Filter() {
                    @Override
                    public Map<String, String> put(List<RuleMaker.Rule> rules) {
                        throw new AssertionError("no rule is wanted");
                    }

                    @Override
                    public void remove(List<String> names) {
                        throw new AssertionError("no rule was made");
                    }
                },
                () -> nanos);
        PatternWatch watch = new PatternWatch(maps, () -> nanos, () -> Instant.ofEpochSecond(0, nanos), SEED, none);
        watch.configure(config());
        return watch;
    }

    private Patterns interval(PatternWatch watch) {
        nanos += 1_000_000_000L;
        return watch.tick(List.of(new PatternWatch.Interface(IFINDEX, "lo", IFACE)));
    }

    private static Set<String> suspects(Patterns patterns) {
        return patterns.suspects().stream()
                .filter(Patterns.Suspect::active)
                .map(s -> s.kind() + " " + s.address().getHostAddress())
                .collect(Collectors.toSet());
    }

    private static String name(Kind kind, int source) throws Exception {
        InetAddress address = Inet4Address.getByAddress(
                ByteBuffer.allocate(4).putInt(address(source)).array());
        return kind + " " + address.getHostAddress();
    }

    /** Zipf's law: the source of rank n sends 1/n of what the first one does; the rest a packet each. */
    @Test
    void heavySourcesAmongAHundredThousandAreFoundAndNoOtherIsBlamed() throws Exception {
        try (PatternMaps maps = programs.patternMaps();
                PatternWatch watch = watch(maps)) {
            interval(watch);
            Random random = new Random(4987);
            long[] exact = new long[SOURCES];
            long total = 0;
            Set<String> expected = new HashSet<>();
            Set<String> near = new HashSet<>();
            for (int i = 0; i < SOURCES; i++) {
                int source = i * 7919 % SOURCES;
                exact[source] = Math.max(1, 20_000 / (i + 1)) + random.nextInt(2);
                total += exact[source];
                ingress.testRun(packet(address(source), 17, 53), new byte[0], (int) exact[source]);
            }
            long error = Math.round(Math.E * total / GuardAbiLayout.PATTERN_COLUMNS);
            for (int source = 0; source < SOURCES; source++) {
                if (exact[source] >= LIMIT) {
                    expected.add(name(Kind.UDP_FLOOD, source));
                }
                if (Math.abs(exact[source] - LIMIT) <= error) {
                    near.add(name(Kind.UDP_FLOOD, source));
                }
            }
            assertErrorIsBounded(maps, exact, total);
            Set<String> found = suspects(interval(watch));
            expected.removeAll(near);
            assertTrue(expected.size() > 20, "heavy ones: " + expected);
            assertTrue(found.containsAll(expected), () -> "not found: " + minus(expected, found));
            assertTrue(minus(minus(found, expected), near).isEmpty(), () -> "blamed: " + minus(found, expected));
        }
    }

    private static Set<String> minus(Set<String> all, Set<String> others) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    private static void assertErrorIsBounded(PatternMaps maps, long[] exact, long total) throws Exception {
        Sketch sketch = new Sketch(
                maps.sketch(),
                maps.config().getInt(0, PatternConfigLayout.EPOCH) % GuardAbiLayout.PATTERN_EPOCHS,
                SEED);
        double bound = Math.E * total / GuardAbiLayout.PATTERN_COLUMNS;
        int beyond = 0;
        for (int source = 0; source < SOURCES; source++) {
            InetAddress address = Inet4Address.getByAddress(
                    ByteBuffer.allocate(4).putInt(address(source)).array());
            byte[] key = new Source(IFINDEX, new FilterRule.Prefix(address, 32)).key();
            long estimate = sketch.packets(Sketch.hash(key, SEED), GuardAbiLayout.PATTERN_UDP);
            assertTrue(
                    estimate + sketch.background(GuardAbiLayout.PATTERN_UDP) >= exact[source],
                    "never below by more than the background");
            if (estimate > exact[source] + bound) {
                beyond++;
            }
        }
        assertTrue(beyond <= SOURCES / 20, beyond + " of " + SOURCES + " beyond the bound of " + bound);
    }

    /** A flood from everywhere raises every cell, and no source is to blame. */
    @Test
    void floodFromForgedSourcesBlamesNone() throws Exception {
        try (PatternMaps maps = programs.patternMaps();
                PatternWatch watch = watch(maps)) {
            interval(watch);
            Random random = new Random(4987);
            for (int i = 0; i < SOURCES; i++) {
                ingress.testRun(packet(random.nextInt(), 6, random.nextInt(65_536)), new byte[0], 20);
            }
            assertEquals(GuardAbiLayout.PATTERN_SUSPECTS, maps.suspects().size(), "the flood fills the map");
            watch.tick(List.of(new PatternWatch.Interface(IFINDEX, "lo", IFACE)));
            assertTrue(maps.suspects().size() < GuardAbiLayout.PATTERN_SUSPECTS / 2, "the next tick makes room");
            ingress.testRun(packet(address(7), 6, 80), new byte[0], 5 * LIMIT);
            assertEquals(Set.of(name(Kind.SYN_FLOOD, 7)), suspects(interval(watch)));
        }
    }

    @Test
    void distinctPortsAreWithinTheStatedError() throws Exception {
        try (PatternMaps maps = programs.patternMaps();
                PatternWatch watch = watch(maps)) {
            interval(watch);
            List<Double> errors = new ArrayList<>();
            for (int source = 0; source < 40; source++) {
                for (int port = 1; port <= 150; port++) {
                    ingress.testRun(packet(address(source), 6, port * 31 + source * 17), new byte[0], 1);
                }
            }
            Patterns patterns = interval(watch);
            assertEquals(40, patterns.suspects().size());
            for (Patterns.Suspect suspect : patterns.suspects()) {
                assertEquals(Kind.PORT_SCAN, suspect.kind());
                errors.add(suspect.value() / 150.0 - 1);
            }
            double square = errors.stream().mapToDouble(e -> e * e).average().orElseThrow();
            assertTrue(Math.sqrt(square) < 0.12, "standard error is 0.08 at 150 ports, found " + Math.sqrt(square));
        }
    }
}
