package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A metric family: its name, its meaning, and how to make its samples of one scrape.
 *
 * @param metadata name without the suffix of the type, help, unit
 * @param samples names of its samples as a page shows them
 * @param collect makes the family's samples
 */
record Family(MetricMetadata metadata, Set<String> samples, Function<Scrape, MetricSnapshot> collect) {

    /** Takes the samples of a family. One that is not defined (not a number) is left out. */
    interface Points {
        void add(Labels labels, double value);
    }

    /** Takes the samples of a counter, each with the time when it began to count. */
    interface Counts {
        void add(Labels labels, double value, Instant since);
    }

    String name() {
        return metadata.getPrometheusName();
    }

    /** Whether a name, as in the query parameter {@code name[]}, means this family or a sample of it. */
    boolean is(String wanted) {
        return name().equals(wanted) || samples.contains(wanted);
    }

    static Family gauge(String name, Unit unit, String help, BiConsumer<Scrape, Points> fill) {
        MetricMetadata metadata = new MetricMetadata(name + "_" + unit, help, unit);
        return gauge(metadata, fill);
    }

    /** A gauge that counts things or has no unit. */
    static Family gauge(String name, String help, BiConsumer<Scrape, Points> fill) {
        return gauge(new MetricMetadata(name, help), fill);
    }

    private static Family gauge(MetricMetadata metadata, BiConsumer<Scrape, Points> fill) {
        return new Family(metadata, Set.of(metadata.getName()), scrape -> {
            List<GaugeDataPointSnapshot> points =
                    new ArrayList<>(scrape.probes().size());
            fill.accept(scrape, (labels, value) -> {
                if (!Double.isNaN(value)) {
                    points.add(new GaugeDataPointSnapshot(value, labels, null));
                }
            });
            return new GaugeSnapshot(metadata, points);
        });
    }

    static Family counter(String name, Unit unit, String help, BiConsumer<Scrape, Counts> fill) {
        return counter(new MetricMetadata(name + "_" + unit, help, unit), fill);
    }

    static Family counter(String name, String help, BiConsumer<Scrape, Counts> fill) {
        return counter(new MetricMetadata(name, help), fill);
    }

    private static Family counter(MetricMetadata metadata, BiConsumer<Scrape, Counts> fill) {
        return new Family(metadata, Set.of(metadata.getName() + "_total"), scrape -> {
            List<CounterDataPointSnapshot> points =
                    new ArrayList<>(scrape.probes().size());
            fill.accept(
                    scrape,
                    (labels, value, since) ->
                            points.add(new CounterDataPointSnapshot(value, labels, null, since.toEpochMilli())));
            return new CounterSnapshot(metadata, points);
        });
    }

    static Family info(String name, String help, Function<Scrape, List<Labels>> labels) {
        MetricMetadata metadata = new MetricMetadata(name, help);
        return new Family(
                metadata,
                Set.of(name + "_info"),
                scrape -> new InfoSnapshot(
                        metadata,
                        labels.apply(scrape).stream()
                                .map(InfoDataPointSnapshot::new)
                                .toList()));
    }

    static Family stateSet(String name, String help, Function<Scrape, List<StateSetDataPointSnapshot>> states) {
        MetricMetadata metadata = new MetricMetadata(name, help);
        return new Family(metadata, Set.of(name), scrape -> new StateSetSnapshot(metadata, states.apply(scrape)));
    }

    static Family histogram(
            String name, Unit unit, String help, Function<Scrape, List<HistogramDataPointSnapshot>> histograms) {
        String full = name + "_" + unit;
        MetricMetadata metadata = new MetricMetadata(full, help, unit);
        return new Family(
                metadata,
                Set.of(full + "_bucket", full + "_sum", full + "_count"),
                scrape -> new HistogramSnapshot(metadata, histograms.apply(scrape)));
    }
}
