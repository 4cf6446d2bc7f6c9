package org.pathgauge.patterns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.model.Detection;
import org.pathgauge.model.Patterns.Kind;

/** What was counted in one interval, as readings to decide by. */
final class Interval {
    private static final int PERCENT = 100;

    private final Sketch sketch;
    private final long[] seed;
    private final Detection config;
    private final double seconds;

    /**
     * @param sketch counts by source
     * @param seed of its hashes
     * @param config limits in force
     * @param seconds how long the interval was
     */
    Interval(Sketch sketch, long[] seed, Detection config, double seconds) {
        this.sketch = sketch;
        this.seed = seed.clone();
        this.config = config;
        this.seconds = seconds;
    }

    /** Readings of sources, and of interfaces as a whole with what they counted by enum pg_pattern_count. */
    List<Detector.Reading> readings(Collection<Source> sources, Map<Integer, long[]> interfaces) {
        List<Detector.Reading> all = new ArrayList<>();
        for (Source source : sources) {
            long hash = Sketch.hash(source.key(), seed);
            long syns = sketch.packets(hash, GuardAbiLayout.PATTERN_SYN);
            all.add(synFlood(source, syns, sketch.incomplete(hash)));
            all.add(new Detector.Reading(Kind.PORT_SCAN, source, sketch.ports(hash), true));
            all.add(rate(Kind.ICMP_FLOOD, source, sketch.packets(hash, GuardAbiLayout.PATTERN_ICMP)));
            all.add(rate(Kind.UDP_FLOOD, source, sketch.packets(hash, GuardAbiLayout.PATTERN_UDP)));
        }
        interfaces.forEach((ifIndex, counted) -> {
            Source source = Source.allOf(ifIndex);
            long syns = counted[GuardAbiLayout.PATTERN_SYN];
            all.add(synFlood(source, syns, Math.max(0, syns - counted[GuardAbiLayout.PATTERN_HANDSHAKE])));
            all.add(rate(Kind.ICMP_FLOOD, source, counted[GuardAbiLayout.PATTERN_ICMP]));
            all.add(rate(Kind.UDP_FLOOD, source, counted[GuardAbiLayout.PATTERN_UDP]));
        });
        return all;
    }

    /** Whether a source is at or above half of a limit, so that the next packets may make a pattern of it. */
    boolean mayMatter(Source source) {
        return readings(List.of(source), Map.of()).stream()
                .anyMatch(reading -> config.limits(reading.kind())
                        .map(limits -> reading.value() >= limits.source().raise() / 2)
                        .orElse(false));
    }

    private Detector.Reading synFlood(Source source, long syns, long incomplete) {
        boolean suspicious = syns >= config.minimumSyns() && incomplete * PERCENT >= syns * config.incompletePercent();
        return new Detector.Reading(Kind.SYN_FLOOD, source, perSecond(incomplete), suspicious);
    }

    private Detector.Reading rate(Kind kind, Source source, long packets) {
        return new Detector.Reading(kind, source, perSecond(packets), true);
    }

    private long perSecond(long count) {
        return Math.round(count / seconds);
    }

    /**
     * From which estimate on the kernel writes a source down in the next interval: at half the limit, above what all
     * sources have by the sketch's own error now. Indexed by enum pg_pattern_count; the last one is of bits of ports.
     */
    static Map<Integer, Long> thresholds(Detection config, Map<Integer, Long> background) {
        double interval = config.interval().toMillis() / 1000.0;
        Map<Integer, Long> from = new HashMap<>();
        Map.of(
                        GuardAbiLayout.PATTERN_SYN, Kind.SYN_FLOOD,
                        GuardAbiLayout.PATTERN_ICMP, Kind.ICMP_FLOOD,
                        GuardAbiLayout.PATTERN_UDP, Kind.UDP_FLOOD)
                .forEach((seen, kind) -> config.limits(kind)
                        .ifPresent(l -> from.put(
                                seen,
                                Math.max(1, Math.round(l.source().raise() * interval / 2))
                                        + background.getOrDefault(seen, 0L))));
        config.limits(Kind.PORT_SCAN)
                .ifPresent(l -> from.put(
                        GuardAbiLayout.PATTERN_COUNTS,
                        Math.max(1, Sketch.bits(l.source().raise() / 2))
                                + background.getOrDefault(GuardAbiLayout.PATTERN_COUNTS, 0L)));
        return from;
    }

    /** What the sketch's own error is now, for {@link #thresholds}. */
    Map<Integer, Long> background() {
        Map<Integer, Long> background = new HashMap<>();
        for (int seen = 0; seen < GuardAbiLayout.PATTERN_COUNTS; seen++) {
            background.put(seen, sketch.background(seen));
        }
        background.put(GuardAbiLayout.PATTERN_COUNTS, (long) sketch.portBackground());
        return background;
    }
}
