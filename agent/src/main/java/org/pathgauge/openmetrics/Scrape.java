package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.WindowLength;

/** What one page is made of: one snapshot, and the probes of it that were asked for. Used by one thread. */
final class Scrape {
    /** Probes in a part: some 2 MB of the largest family. */
    static final int PART = 256;

    private final Snapshot snapshot;
    private final Exporter exporter;
    private final List<WindowLength> windows;
    private final List<ProbeStats> probes;
    private final List<Labels> labels;
    private final Map<WindowLength, WindowColumns> columns = new EnumMap<>(WindowLength.class);

    /**
     * What the page tells of the exporter itself.
     *
     * @param version of the agent
     * @param java version of the Java runtime
     * @param counters of the exporter
     */
    record Exporter(String version, String java, Counters counters) {}

    /**
     * Makes a scrape.
     *
     * @param snapshot what all samples are of
     * @param exporter what else is told
     * @param windows whose gauges are made
     * @param names of the probes whose samples are made; empty for all
     */
    Scrape(Snapshot snapshot, Exporter exporter, List<WindowLength> windows, Set<String> names) {
        // The order in which a family wants its samples: sorted once here, every family finds them in order.
        this(
                snapshot,
                exporter,
                windows,
                snapshot.probes().stream()
                        .filter(p -> names.isEmpty() || names.contains(p.probe().name()))
                        .sorted(Comparator.comparing(p -> p.probe().name()))
                        .toList());
    }

    private Scrape(Snapshot snapshot, Exporter exporter, List<WindowLength> windows, List<ProbeStats> probes) {
        this.snapshot = snapshot;
        this.exporter = exporter;
        this.windows = windows;
        this.probes = probes;
        labels = probes.stream().map(p -> Labels.of("probe", p.probe().name())).toList();
    }

    /** Scrapes of some of the probes each, in order; one of none if there are none. */
    List<Scrape> parts() {
        if (probes.size() <= PART) {
            return List.of(this);
        }
        return IntStream.iterate(0, from -> from < probes.size(), from -> from + PART)
                .mapToObj(from -> probes.subList(from, Math.min(from + PART, probes.size())))
                .map(some -> new Scrape(snapshot, exporter, windows, some))
                .toList();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Exporter exporter() {
        return exporter;
    }

    List<WindowLength> windows() {
        return windows;
    }

    List<ProbeStats> probes() {
        return probes;
    }

    /** The label with the name of the i-th probe. */
    Labels label(int i) {
        return labels.get(i);
    }

    /** Gives a value of every probe to a family. */
    void eachProbe(Family.Points points, ToDoubleFunction<ProbeStats> value) {
        for (int i = 0; i < probes.size(); i++) {
            points.add(labels.get(i), value.applyAsDouble(probes.get(i)));
        }
    }

    /** Gives a counter of every probe to a family. */
    void eachProbe(Family.Counts counts, ToDoubleFunction<ProbeStats> value) {
        for (int i = 0; i < probes.size(); i++) {
            ProbeStats probe = probes.get(i);
            counts.add(labels.get(i), value.applyAsDouble(probe), probe.totals().discontinuity());
        }
    }

    /** Gives a column of every window of every probe. */
    void eachWindow(int column, ObjDoubleConsumer<Labels> points) {
        for (WindowLength window : windows) {
            WindowColumns of = columns.computeIfAbsent(window, length -> WindowColumns.of(probes, length));
            for (int i = 0; i < probes.size(); i++) {
                double value = of.value(column, i);
                if (!Double.isNaN(value)) {
                    points.accept(labels.get(i).add("window", window.label()), value);
                }
            }
        }
    }
}
