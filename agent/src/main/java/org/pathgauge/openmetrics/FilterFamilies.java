package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.ToLongFunction;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Filter.Hits;

/** The families of the filter, with the labels {@code index} and {@code rule}. */
final class FilterFamilies {
    private static final String PREFIX = "pathgauge_filter";
    private static final String RULE = PREFIX + "_rule";

    static final List<Family> ALL = List.of(
            Family.info(
                    PREFIX + "_problem",
                    "One sentence on what the filter could not do; absent when all is well.",
                    s -> filter(s).problem().isEmpty()
                            ? List.of()
                            : List.of(Labels.of("problem", filter(s).problem()))),
            Family.info(
                    RULE,
                    "A rule of the filter: its place, whether it is in force, what it does and to which packets.",
                    s -> filter(s).rules().stream()
                            .map(h -> labels(h)
                                    .add("order", Long.toString(h.rule().order()))
                                    .add("enabled", Boolean.toString(h.rule().enabled()))
                                    .add("action", h.rule().action().yangName())
                                    .add("match", h.rule().matchText()))
                            .toList()),
            Family.info(
                    RULE + "_problem",
                    "Why no packet can be subject to the rule; absent when one can.",
                    s -> filter(s).rules().stream()
                            .filter(h -> !h.problem().isEmpty())
                            .map(h -> labels(h).add("problem", h.problem()))
                            .toList()),
            Family.gauge(
                    RULE + "_expiry_timestamp",
                    Units.SECONDS,
                    "When the rule goes by itself; absent with configured ones.",
                    (s, points) -> filter(s)
                            .rules()
                            .forEach(h -> h.rule()
                                    .expires()
                                    .ifPresent(time -> points.add(labels(h), Units.timestamp(time))))),
            Family.gauge(
                    RULE + "_discontinuity_timestamp",
                    Units.SECONDS,
                    "When the rule began to count; a newer value means that its counters started again.",
                    (s, points) ->
                            filter(s).rules().forEach(h -> points.add(labels(h), Units.timestamp(h.discontinuity())))),
            Family.gauge(
                    RULE + "_last_timestamp",
                    Units.SECONDS,
                    "When a packet was last subject to the rule; absent when none was.",
                    (s, points) -> filter(s)
                            .rules()
                            .forEach(h -> h.last().ifPresent(time -> points.add(labels(h), Units.timestamp(time))))),
            counter("matched", Units.PACKETS, "Packets that were subject to the rule.", Hits::matched),
            counter("matched", Units.BYTES, "Octets of the packets subject to the rule.", Hits::matchedOctets),
            counter("dropped", Units.PACKETS, "Packets that the rule dropped.", Hits::dropped),
            counter("dropped", Units.BYTES, "Octets of the packets that the rule dropped.", Hits::droppedOctets));

    private FilterFamilies() {}

    private static Filter filter(Scrape scrape) {
        return scrape.snapshot().traffic().filter();
    }

    private static Labels labels(Hits hits) {
        return Labels.of(
                "index",
                Integer.toString(hits.rule().index()),
                "rule",
                hits.rule().name());
    }

    private static Family counter(String name, Unit unit, String help, ToLongFunction<Hits> value) {
        return Family.counter(
                RULE + "_" + name,
                unit,
                help,
                (s, counts) ->
                        filter(s).rules().forEach(h -> counts.add(labels(h), value.applyAsLong(h), h.discontinuity())));
    }
}
