package org.pathgauge.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes snapshots for tests of views: deterministic, every field with a value of its own, undefined values and absent
 * windows included.
 *
 * <p>The kind of a probe follows from its index modulo 7: 3 never got a reply, 4 is IPv6, 5 has no window yet, 6 has no
 * pattern and no raw samples; all others are complete.
 */
public final class SnapshotFixtures {
    /** Wall clock of every fixture, on a slot's edge. */
    public static final Instant TIME = Instant.parse("2026-03-04T05:06:10Z");

    /** When the fixture's agent started. */
    public static final Instant STARTED = TIME.minusSeconds(86_400);

    private SnapshotFixtures() {}

    /** A snapshot with probes of index 1, 4, 7, … (gaps on purpose), two interfaces and four alarms. */
    public static Snapshot snapshot(int probes) {
        return snapshot(42, IntStream.range(0, probes).map(i -> 3 * i + 1).toArray());
    }

    /** A snapshot with a number and with probes of the given indexes, which must rise. */
    public static Snapshot snapshot(long number, int... indexes) {
        List<ProbeStats> probes =
                Arrays.stream(indexes).mapToObj(SnapshotFixtures::stats).toList();
        List<Alarm> alarms = indexes.length == 0
                ? List.of()
                : List.of(
                        alarm(2, indexes[0]),
                        clearedAlarm(9, indexes[0]),
                        patternAlarm(12),
                        pattern(13, AlarmType.SYN_FLOOD, AlarmUnit.PER_SECOND, "321 SYNs a second, limit 100"));
        return Snapshot.at(number, TIME.plusSeconds(number), STARTED)
                .probes(probes)
                .interfaces(List.of(drops(2, "eth0"), unattached(17, "wlan0")))
                .alarms(alarms, alarms.isEmpty() ? List.of() : List.of(shelvedAlarm(14)), 3)
                .health(new Health(
                        1_234,
                        5_000_000_001L,
                        12,
                        345_678,
                        77,
                        8,
                        9,
                        10,
                        new HistoryHealth(12_000_000_000L, 13, 14_000),
                        agentX()))
                .traffic(TrafficFixtures.traffic())
                .hostInterfaces(List.of(hostInterface(2, "eth0"), hostInterface(17, "wlan0")), STARTED)
                .snmp(new SnmpHealth(
                        new SnmpFaults(11, 12, 13, 14, 15, 16, List.of(new SnmpFaults.Source("192.0.2.66", 65))),
                        17,
                        18,
                        19,
                        List.of(new SnmpTarget(
                                "nms",
                                SnmpTarget.State.FAILING,
                                21,
                                22,
                                23,
                                24,
                                25,
                                26,
                                27,
                                28,
                                "no acknowledgement"))))
                .build();
    }

    private static AgentXState agentX() {
        return new AgentXState(
                AgentXState.Status.CONNECTED,
                "unix:/var/agentx/master",
                Optional.of(TIME.minusSeconds(70)),
                "the master has closed the connection",
                21,
                22_000_000_000L,
                List.of(
                        new AgentXState.Subtree("1.3.6.1.4.1.32473.1", ""),
                        new AgentXState.Subtree("1.3.6.1.2.1.80", "another subagent serves it")),
                23,
                24,
                25,
                26);
    }

    /** An interface of the host. */
    public static NetworkInterface hostInterface(int ifIndex, String name) {
        return new NetworkInterface(
                ifIndex,
                name,
                "uplink " + ifIndex,
                NetworkInterface.Kind.ETHERNET,
                true,
                NetworkInterface.Status.UP,
                Optional.of(TIME.minusSeconds(ifIndex)),
                Optional.of(new NetworkInterface.MacAddress(
                        List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) ifIndex))),
                1500,
                OptionalLong.of(10_000_000_000L),
                List.of(),
                List.of(),
                false,
                true,
                STARTED,
                new NetworkInterface.In(5_000_000_000L + ifIndex, 4_000_000, 30, 2, 1),
                new NetworkInterface.Out(6_000_000_000L + ifIndex, 5_000_000, 4, 3));
    }

    /** The configuration of a probe, with thresholds, named {@code probe-INDEX}. */
    public static Probe probe(int index) {
        boolean v6 = index % 7 == 4;
        return new Probe(
                index,
                "probe-" + index,
                index % 7 == 2 ? ProbeType.TCP_SYN : ProbeType.ICMP_ECHO,
                index % 7 == 2 ? OptionalInt.of(443) : OptionalInt.empty(),
                v6 ? "2001:db8::" + Integer.toHexString(index) : "192.0.2." + index % 256,
                v6 ? Probe.AddressFamily.IPV6 : Probe.AddressFamily.ANY,
                true,
                Duration.ofMillis(1_000),
                Duration.ofMillis(2_000),
                56,
                46,
                64,
                Optional.of("eth0"),
                Optional.empty(),
                index % 7 != 6,
                List.of(threshold(Threshold.Metric.RTT_P95), threshold(Threshold.Metric.LOSS)));
    }

    /** A threshold named after its metric. */
    public static Threshold threshold(Threshold.Metric metric) {
        return new Threshold(
                metric.yangName(), metric, WindowLength.MINUTE_1, 20_000_000, 10_000_000, 3, Severity.MAJOR);
    }

    /** A probe in a snapshot. */
    public static ProbeStats stats(int index) {
        Probe probe = probe(index);
        boolean silent = index % 7 == 3;
        ProbeState state = silent ? ProbeState.UNREACHABLE : index % 7 == 5 ? ProbeState.STARTING : ProbeState.UP;
        return new ProbeStats(
                probe,
                state,
                silent ? "no reply in the newest complete slot" : "",
                Optional.of(address(probe.target())),
                totals(index, silent),
                silent ? List.of(icmpError("192.0.2.254", 3, 1, 5), icmpError("2001:db8::ffff", 1, 3, 6)) : List.of(),
                new FixtureWindows(index));
    }

    /** Totals are those of the longest window. */
    private record FixtureWindows(int index) implements ProbeStats.Windows {
        @Override
        public Optional<Window> window(WindowLength length) {
            return index % 7 == 5 ? Optional.empty() : Optional.of(SnapshotFixtures.window(index, length));
        }

        @Override
        public Histogram rttTotal() {
            return window(WindowLength.MINUTES_15).map(Window::rtt).orElse(Histogram.empty(Histogram.RTT_PER_OCTAVE));
        }

        @Override
        public long rttTotalSumNanos() {
            return window(WindowLength.MINUTES_15).map(Window::rttSumNanos).orElse(0L);
        }

        @Override
        public Histogram ipdvTotal() {
            return window(WindowLength.MINUTES_15).map(Window::ipdv).orElse(Histogram.empty(Histogram.IPDV_PER_OCTAVE));
        }

        @Override
        public long ipdvTotalSumNanos() {
            return ipdvTotal().total() * 45_678;
        }

        @Override
        public List<ProbeResult> results() {
            return SnapshotFixtures.results(index);
        }
    }

    /** Three results that differ in everything, of a probe with raw samples; those of every second probe wrap. */
    public static List<ProbeResult> results(int index) {
        if (index % 7 == 5 || index % 7 == 6) {
            return List.of();
        }
        long first = index % 2 == 0 ? 0xffff_fffeL : 1_000 + index;
        return List.of(
                new ProbeResult(
                        first, TIME.minusSeconds(3), ProbeResult.Outcome.RECEIVED, OptionalLong.of(1_500_000 + index)),
                new ProbeResult(
                        first + 1 & 0xffff_ffffL,
                        TIME.minusMillis(2_100),
                        ProbeResult.Outcome.LATE,
                        OptionalLong.of(2_100_000_049L)),
                new ProbeResult(
                        first + 2 & 0xffff_ffffL,
                        TIME.minusSeconds(1),
                        ProbeResult.Outcome.LOST,
                        OptionalLong.empty()));
    }

    /** Counters; all different. */
    public static ProbeTotals totals(int index, boolean silent) {
        long base = 5_000_000_000L + index * 1_000L;
        return new ProbeTotals(
                STARTED.plusSeconds(index),
                base,
                silent ? 0 : base - 100,
                index + 1,
                index + 2,
                index + 3,
                index + 4,
                index + 5,
                index + 9,
                index + 6,
                index + 7,
                silent ? 11 : 0,
                index + 8,
                silent ? 0 : base * 1_000_000,
                silent ? 0 : base * 1_000,
                silent ? OptionalLong.empty() : OptionalLong.of(1_234_567 + index),
                silent ? OptionalLong.empty() : OptionalLong.of(12_345 + index));
    }

    /** A window that ends at {@link #TIME}. */
    public static Window window(int index, WindowLength length) {
        boolean silent = index % 7 == 3;
        boolean sparse = index % 7 == 6;
        long sent = length.seconds();
        long lost = silent ? sent : sent / 100;
        long received = sent - lost;
        long min = 1_000_000 + index;
        long max = 1_900_000 + index;
        return new Window(
                length,
                TIME.minusSeconds(length.seconds()),
                TIME,
                length.seconds() / 10,
                sent,
                received,
                lost,
                1,
                2,
                3,
                4,
                OptionalLong.of(lost * 1_000_000 / sent),
                sparse ? OptionalLong.empty() : OptionalLong.of(lost == 0 ? 0 : 1),
                sparse ? OptionalLong.empty() : OptionalLong.of(lost),
                defined(!silent, min),
                defined(!silent, max),
                defined(!silent, (min + max) / 2),
                defined(!silent, 200_049),
                silent ? 0 : received * (min + max) / 2,
                silent ? 0 : received * 2_000_000,
                silent ? 0 : received - 1,
                defined(!silent, -450_000 - index),
                defined(!silent, 460_000 + index),
                defined(!silent, 45_678),
                defined(!silent, 34_567),
                defined(!silent && !sparse, 800_000),
                defined(!silent && !sparse, 900_000),
                histogram(Histogram.RTT_PER_OCTAVE, received, min, max),
                histogram(Histogram.IPDV_PER_OCTAVE, silent ? 0 : received - 1, 2_000, 460_000));
    }

    private static OptionalLong defined(boolean is, long value) {
        return is ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /** A histogram of {@code samples} values spread evenly from {@code min} to {@code max} ns. */
    public static Histogram histogram(int perOctave, long samples, long min, long max) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (long i = 0; i < samples; i++) {
            long value = samples == 1 ? min : min + (max - min) * i / (samples - 1);
            counts.merge(bucket(perOctave, value), 1L, Long::sum);
        }
        short[] buckets = new short[counts.size()];
        List<Integer> keys = new ArrayList<>(counts.keySet());
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = keys.get(i).shortValue();
        }
        return new Histogram(
                perOctave,
                buckets,
                counts.values().stream().mapToLong(Long::longValue).toArray());
    }

    private static int bucket(int perOctave, long value) {
        int bucket = 0;
        while (value >= Histogram.upperBound(perOctave, bucket)) {
            bucket++;
        }
        return bucket;
    }

    /** A raised alarm on a probe's RTT. */
    public static Alarm alarm(int id, int probeIndex) {
        return new Alarm(
                id,
                Resource.probe("probe-" + probeIndex, probeIndex),
                AlarmType.PROBE_DELAY,
                "rtt-p95",
                Optional.of(threshold(Threshold.Metric.RTT_P95)),
                Severity.MAJOR,
                true,
                AlarmUnit.NANOSECONDS,
                OptionalLong.of(23_456_789),
                OptionalLong.of(20_000_000),
                TIME.minusSeconds(120),
                TIME.minusSeconds(60),
                Optional.empty(),
                3,
                "rtt-p95 of probe-" + probeIndex + " over 1min is 23.456789 ms, at or above 20 ms",
                List.of(new Alarm.StatusChange(TIME.minusSeconds(60), Optional.of(Severity.MAJOR), "slow")),
                List.of(new Alarm.OperatorChange(TIME.minusSeconds(50), OperatorState.ACK, "ann", "on it")),
                Optional.empty());
    }

    /** An alarm on a probe's loss that was raised and cleared. */
    public static Alarm clearedAlarm(int id, int probeIndex) {
        return new Alarm(
                id,
                Resource.probe("probe-" + probeIndex, probeIndex),
                AlarmType.PROBE_LOSS,
                "loss",
                Optional.of(threshold(Threshold.Metric.LOSS)),
                Severity.WARNING,
                false,
                AlarmUnit.PPM,
                OptionalLong.of(1_000),
                OptionalLong.of(10_000_000),
                TIME.minusSeconds(700),
                TIME.minusSeconds(600),
                Optional.of(TIME.minusSeconds(300)),
                4,
                "loss of probe-" + probeIndex + " over 1min is 1000 ppm, at or below 10000000 ppm",
                List.of(
                        new Alarm.StatusChange(TIME.minusSeconds(600), Optional.of(Severity.WARNING), "lossy"),
                        new Alarm.StatusChange(TIME.minusSeconds(300), Optional.empty(), "no more")),
                List.of(),
                Optional.empty());
    }

    /** An alarm that no threshold raised, about the ports that a source prefix touched. */
    public static Alarm patternAlarm(int id) {
        return pattern(id, AlarmType.PORT_SCAN, AlarmUnit.COUNT, "321 ports, limit 100");
    }

    /** An alarm that was put on a shelf. */
    public static Alarm shelvedAlarm(int id) {
        return pattern(id, AlarmType.UDP_FLOOD, AlarmUnit.PER_SECOND, "321 packets a second, limit 100")
                .with(
                        new Alarm.OperatorChange(TIME, OperatorState.SHELVED, Alarm.AGENT, "shelf quiet"),
                        Optional.of("quiet"),
                        32);
    }

    private static Alarm pattern(int id, AlarmType type, AlarmUnit unit, String what) {
        return new Alarm(
                id,
                new Resource(Resource.Kind.PATTERN, "203.0.113.0/24 at eth0", OptionalInt.empty()),
                type,
                "",
                Optional.empty(),
                Severity.CRITICAL,
                true,
                unit,
                OptionalLong.of(321),
                OptionalLong.of(100),
                TIME.minusSeconds(30),
                TIME.minusSeconds(30),
                Optional.empty(),
                1,
                what + " from 203.0.113.0/24 at eth0",
                List.of(new Alarm.StatusChange(TIME.minusSeconds(30), Optional.of(Severity.CRITICAL), what)),
                List.of(),
                Optional.empty());
    }

    /** A watched interface with different counts for every verdict. */
    public static InterfaceDrops drops(int ifIndex, String name) {
        return new InterfaceDrops(
                ifIndex,
                name,
                IngressHook.AUTO,
                Optional.of(InterfaceDrops.Hook.TCX),
                "",
                STARTED,
                Arrays.stream(Verdict.values())
                        .map(v -> new InterfaceDrops.Count(
                                v, 10_000_000_000L + v.ordinal(), 640_000_000_000L + v.ordinal()))
                        .toList(),
                4_321,
                5,
                6);
    }

    /** An interface on which nothing could be attached. */
    public static InterfaceDrops unattached(int ifIndex, String name) {
        return new InterfaceDrops(
                ifIndex,
                name,
                IngressHook.XDP_NATIVE,
                Optional.empty(),
                "the driver has no native XDP: use xdp-generic or tcx",
                STARTED.plusSeconds(5),
                Arrays.stream(Verdict.values())
                        .map(v -> new InterfaceDrops.Count(v, 0, 0))
                        .toList(),
                0,
                0,
                0);
    }

    private static IcmpError icmpError(String sender, int type, int code, long count) {
        return new IcmpError(address(sender), type, code, count, TIME.minusSeconds(count));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no address", e);
        }
    }
}
