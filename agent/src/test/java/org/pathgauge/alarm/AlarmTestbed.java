package org.pathgauge.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.pathgauge.TestClock;
import org.pathgauge.alarm.AlarmManager.Evaluation;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Traffic;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** Drives an alarm manager with made-up windows of one probe, one slot of ten seconds after the other. */
final class AlarmTestbed {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Stays over {@link #restart}, as the files of an agent do. */
    private final Map<String, Integer> ids = new HashMap<>();

    private List<Alarm> saved = List.of();
    private AlarmManager manager;
    private long ticks;
    private int slots;
    private Instant discontinuity = START;
    final List<AlarmEvent> events = new ArrayList<>();

    AlarmTestbed() {
        restart();
    }

    /** What a window of the probe holds. */
    record Measured(long sent, long received, long unsent, OptionalLong rtt, OptionalLong jitter) {
        static Measured loss(long lostOf100) {
            return new Measured(100, 100 - lostOf100, 0, OptionalLong.of(1_000_000), OptionalLong.of(10));
        }

        static Measured rtt(long nanos) {
            return new Measured(10, 10, 0, OptionalLong.of(nanos), OptionalLong.of(10));
        }

        static Measured nothing() {
            return new Measured(0, 0, 0, OptionalLong.empty(), OptionalLong.empty());
        }
    }

    AlarmConfig config = new AlarmConfig(32, 3, List.of());
    Instant wall = START;

    AlarmManager restart() {
        AlarmStore store = new AlarmStore() {
            @Override
            public List<Alarm> load() {
                return saved;
            }

            @Override
            public void save(List<Alarm> alarms) {
                saved = List.copyOf(alarms);
            }
        };
        manager = new AlarmManager(this::ids, store, config, new TestClock(() -> wall));
        return manager;
    }

    private Map<AlarmKey, Integer> ids(List<AlarmKey> keys) {
        Map<AlarmKey, Integer> given = new HashMap<>();
        keys.forEach(key -> given.put(key, ids.computeIfAbsent(key.text(), k -> ids.size() + 1)));
        return given;
    }

    void restartWithNewCounters() {
        discontinuity = START.plusSeconds(10L * slots);
        restart();
    }

    /** A slot completes with what was measured in it; windows of every length show the same. */
    Evaluation slot(Measured measured, Threshold... thresholds) {
        slots++;
        return again(ProbeState.UP, measured, thresholds);
    }

    /** One more tick within the same slot. */
    Evaluation again(ProbeState state, Measured measured, Threshold... thresholds) {
        return evaluate(List.of(stats(probe("p", 1, thresholds), state, measured)));
    }

    /** A tick after the probe was removed. */
    Evaluation withoutProbe() {
        return evaluate(List.of());
    }

    void shelve(AlarmConfig.Shelf... shelves) {
        config = new AlarmConfig(config.statusChanges(), config.maxPassing(), List.of(shelves));
        manager.configure(config);
    }

    AlarmManager manager() {
        return manager;
    }

    /** What the file has. */
    List<Alarm> saved() {
        return saved;
    }

    /** A tick without probes in which suspects are told. */
    Evaluation suspects(Patterns.Suspect... suspects) {
        return suspectsAfter(1, suspects);
    }

    /** The same when so many intervals have been decided by since the start. */
    Evaluation suspectsAfter(long intervals, Patterns.Suspect... suspects) {
        slots++;
        return evaluate(
                List.of(),
                new Traffic(
                        TcpTraffic.OFF,
                        KernelDrops.OFF,
                        Filter.EMPTY,
                        new Patterns(true, "", new Patterns.Counters(intervals, 0, 0, 0, 0), List.of(suspects))));
    }

    /** A tick without probes in which passing traffic was measured. */
    Evaluation traffic(TcpTraffic tcp, KernelDrops drops) {
        slots++;
        return evaluate(List.of(), new Traffic(tcp, drops, Filter.EMPTY, Patterns.OFF));
    }

    /** A tick without probes in which rules of the filter met packets. */
    Evaluation filter(Filter filter, List<Rate> rates) {
        slots++;
        return evaluate(
                List.of(), List.of(), new Traffic(TcpTraffic.OFF, KernelDrops.OFF, filter, Patterns.OFF, rates));
    }

    /** A tick in which the ingress program of an interface dropped packets. */
    Evaluation ingress(boolean attached, long dropped) {
        slots++;
        InterfaceDrops eth0 = new InterfaceDrops(
                3,
                "eth0",
                IngressHook.AUTO,
                attached ? Optional.of(InterfaceDrops.Hook.TCX) : Optional.empty(),
                "",
                START,
                List.of(),
                0,
                0,
                0);
        Rate rate = new Rate(
                new Resource(Resource.Kind.INTERFACE, "eth0", OptionalInt.of(3)),
                Threshold.Metric.INGRESS_DROPS,
                List.of(new Rate.Window(WindowLength.SECONDS_10, end(), dropped)));
        return evaluate(List.of(), List.of(eth0), Traffic.NONE.withRates(List.of(rate)));
    }

    /** When the newest slot ended. */
    Instant end() {
        return START.plusSeconds(10L * slots);
    }

    private Evaluation evaluate(List<ProbeStats> probes) {
        return evaluate(probes, Traffic.NONE);
    }

    private Evaluation evaluate(List<ProbeStats> probes, Traffic traffic) {
        return evaluate(probes, List.of(), traffic);
    }

    private Evaluation evaluate(List<ProbeStats> probes, List<InterfaceDrops> interfaces, Traffic traffic) {
        ticks++;
        Instant now = START.plusSeconds(10L * slots + 2);
        Evaluation evaluation = manager.evaluate(Snapshot.at(ticks, now, START)
                .probes(probes)
                .interfaces(interfaces)
                .traffic(traffic)
                .build());
        events.addAll(evaluation.events());
        return evaluation;
    }

    static Threshold threshold(Threshold.Metric metric, WindowLength window, long rising, long falling, int rows) {
        return new Threshold("t", metric, window, rising, falling, rows, Severity.MAJOR);
    }

    static Probe probe(String name, int index, Threshold... thresholds) {
        return new Probe(
                index,
                name,
                ProbeType.ICMP_ECHO,
                OptionalInt.empty(),
                "192.0.2.1",
                Probe.AddressFamily.ANY,
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                56,
                0,
                64,
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(thresholds));
    }

    private ProbeStats stats(Probe probe, ProbeState state, Measured measured) {
        ProbeTotals totals = new ProbeTotals(
                discontinuity, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty());
        Instant end = START.plusSeconds(10L * slots);
        return new ProbeStats(
                probe,
                state,
                "",
                Optional.empty(),
                totals,
                List.of(),
                length -> Optional.of(window(length, end, measured)));
    }

    static Window window(WindowLength length, Instant end, Measured m) {
        OptionalLong none = OptionalLong.empty();
        OptionalLong rtt = m.received() > 0 ? m.rtt() : none;
        Histogram histogram = rtt.isPresent()
                ? new Histogram(
                        Histogram.RTT_PER_OCTAVE, new short[] {bucket(rtt.getAsLong())}, new long[] {m.received()})
                : new Histogram(Histogram.RTT_PER_OCTAVE, new short[0], new long[0]);
        return new Window(
                length,
                end.minus(length.duration()),
                end,
                length.seconds() / 10,
                m.sent(),
                m.received(),
                m.sent() - m.received(),
                0,
                0,
                0,
                m.unsent(),
                m.sent() == 0 ? none : OptionalLong.of((m.sent() - m.received()) * 1_000_000 / m.sent()),
                none,
                none,
                rtt,
                rtt,
                rtt,
                none,
                0,
                0,
                0,
                none,
                none,
                none,
                m.jitter(),
                none,
                none,
                histogram,
                new Histogram(Histogram.IPDV_PER_OCTAVE, new short[0], new long[0]));
    }

    private static short bucket(long nanos) {
        short b = 0;
        while (Histogram.upperBound(Histogram.RTT_PER_OCTAVE, b) <= nanos) {
            b++;
        }
        return b;
    }
}
