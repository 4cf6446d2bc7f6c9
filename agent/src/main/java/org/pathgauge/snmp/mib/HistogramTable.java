package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.WindowLength;
import org.snmp4j.smi.Variable;

/** pathGaugeHistogramTable, by probe index, window length, kind and bucket; non-empty buckets only. */
final class HistogramTable extends Table<HistogramBucket> {
    HistogramTable() {
        super(
                PathGaugeMib.oid(1, 2, 3, 1),
                List.of(
                        column(3, "LowerBound", HistogramBucket::lower),
                        column(4, "UpperBound", HistogramBucket::upper),
                        column(5, "Count", b -> Values.gauge(b.count()))));
    }

    private static Column<HistogramBucket> column(
            int id, String name, Function<HistogramBucket, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeHistogram" + name, value);
    }

    @Override
    protected Optional<HistogramBucket> find(Reading reading, Index index) {
        if (index.size() != 4) {
            return Optional.empty();
        }
        for (WindowLength length : WindowLength.values()) {
            if (length.seconds() == index.floor(1)) {
                return Probes.at(reading.snapshot(), index)
                        .flatMap(probe -> reading.window(probe, length))
                        .flatMap(w -> HistogramBucket.at(List.of(w::rtt, w::ipdv), index.floor(2), index.floor(3)));
            }
        }
        return Optional.empty();
    }

    @Override
    protected Optional<Row<HistogramBucket>> after(Reading reading, Index index) {
        return Probes.after(
                reading.snapshot(),
                index,
                probe -> WindowTraits.within(probe.windows().limits(), WindowTraits.HISTOGRAM),
                (stats, behind) -> afterInProbe(reading, stats, behind));
    }

    private static Optional<Row<HistogramBucket>> afterInProbe(Reading reading, ProbeStats stats, Index index) {
        for (WindowLength length : WindowLength.values()) {
            if (length.seconds() >= index.floor(1)) {
                Index behind = length.seconds() > index.floor(1) ? Index.NONE : index;
                Optional<Row<HistogramBucket>> row = reading.windowWith(WindowTraits.HISTOGRAM, stats, length)
                        .flatMap(w -> HistogramBucket.after(List.of(w::rtt, w::ipdv), behind.floor(2), behind.floor(3)))
                        .map(bucket -> new Row<>(
                                new int[] {stats.probe().index(), length.seconds(), bucket.kind(), bucket.number()},
                                bucket));
                if (row.isPresent()) {
                    return row;
                }
            }
        }
        return Optional.empty();
    }
}
