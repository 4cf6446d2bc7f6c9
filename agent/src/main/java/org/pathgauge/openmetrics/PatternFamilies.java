package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Patterns;

/** The families of suspicious patterns. There are never more label sets than suspects are listed. */
final class PatternFamilies {
    private static final String PREFIX = "pathgauge_patterns";
    private static final String SUSPECT = "pathgauge_suspect";

    static final List<Family> ALL = List.of(
            Family.gauge(
                    PREFIX + "_running",
                    "Whether patterns are looked for: 1 while they are.",
                    (s, points) -> points.add(Labels.EMPTY, patterns(s).running() ? 1 : 0)),
            Family.info(
                    PREFIX + "_problem",
                    "One sentence on what could not be done; absent when all is well.",
                    s -> patterns(s).problem().isEmpty()
                            ? List.of()
                            : List.of(Labels.of("problem", patterns(s).problem()))),
            counter("intervals", "Intervals decided by.", Patterns.Counters::intervals),
            counter(
                    "unnoted_sources",
                    "Attempts of the kernel to write down a source that its map had no room for.",
                    Patterns.Counters::unnoted),
            counter(
                    "unlisted_suspects",
                    "Sources above a limit in an interval that are not listed, because too many are.",
                    Patterns.Counters::unlisted),
            counter(
                    "unreadable_packets",
                    "TCP segments whose header ended too soon to be counted.",
                    Patterns.Counters::unreadable),
            counter(
                    "refused_rules",
                    "Automatic rules that were refused, or that were too many.",
                    Patterns.Counters::refusedRules),
            suspect("active", "Whether the pattern has begun (1) or is over (0).", x -> x.active() ? 1 : 0),
            suspect(
                    "value",
                    "Packets a second of floods, distinct ports of scans, in the last complete interval.",
                    Patterns.Suspect::value),
            suspect("limit", "The limit that the value is compared with.", Patterns.Suspect::limit),
            timestamp("first", "End of the interval in which the pattern last began.", x -> Units.timestamp(x.first())),
            timestamp("last", "End of the last interval at or above the limit.", x -> Units.timestamp(x.last())),
            Family.info(
                    SUSPECT + "_rule",
                    "The rule of the filter that the pattern made; absent without one.",
                    s -> patterns(s).suspects().stream()
                            .filter(x -> x.rule().isPresent())
                            .map(x -> labels(x).add("rule", x.rule().orElseThrow()))
                            .toList()));

    private PatternFamilies() {}

    private static Patterns patterns(Scrape scrape) {
        return scrape.snapshot().traffic().patterns();
    }

    private static Labels labels(Patterns.Suspect suspect) {
        return Labels.of(
                "index", Integer.toString(suspect.index()),
                "kind", suspect.kind().yangName(),
                "interface", suspect.interfaceName(),
                "source", AddressText.of(suspect.source()));
    }

    private static Family counter(String name, String help, ToLongFunction<Patterns.Counters> value) {
        return Family.counter(
                PREFIX + "_" + name,
                help,
                (s, counts) -> counts.add(
                        Labels.EMPTY,
                        value.applyAsLong(patterns(s).counters()),
                        s.snapshot().started()));
    }

    private static Family suspect(String name, String help, ToDoubleFunction<Patterns.Suspect> value) {
        return Family.gauge(
                SUSPECT + "_" + name,
                help,
                (s, points) -> patterns(s).suspects().forEach(x -> points.add(labels(x), value.applyAsDouble(x))));
    }

    private static Family timestamp(String name, String help, ToDoubleFunction<Patterns.Suspect> value) {
        return Family.gauge(
                SUSPECT + "_" + name + "_timestamp",
                Units.SECONDS,
                help,
                (s, points) -> patterns(s).suspects().forEach(x -> points.add(labels(x), value.applyAsDouble(x))));
    }
}
