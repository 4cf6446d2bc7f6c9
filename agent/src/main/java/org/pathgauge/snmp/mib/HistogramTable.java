package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
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

    private static Histogram histogram(Window window, int kind) {
        return kind == HistogramBucket.RTT ? window.rtt() : window.ipdv();
    }

    @Override
    protected Optional<HistogramBucket> find(Reading reading, Index index) {
        long kind = index.floor(2);
        if (index.size() != 4 || kind < HistogramBucket.RTT || kind > HistogramBucket.IPDV) {
            return Optional.empty();
        }
        for (WindowLength length : WindowLength.values()) {
            if (length.seconds() == index.floor(1)) {
                return Probes.at(reading.snapshot(), index)
                        .flatMap(probe -> reading.window(probe, length))
                        .flatMap(window -> HistogramBucket.at(histogram(window, (int) kind), index.floor(3)));
            }
        }
        return Optional.empty();
    }

    @Override
    protected Optional<Row<HistogramBucket>> after(Reading reading, Index index) {
        Snapshot snapshot = reading.snapshot();
        for (int at = Probes.from(snapshot, Math.max(0, index.floor(0)));
                at < snapshot.probes().size();
                at++) {
            ProbeStats stats = snapshot.probes().get(at);
            boolean probeBehind = stats.probe().index() > index.floor(0);
            for (WindowLength length : WindowLength.values()) {
                if (probeBehind || length.seconds() >= index.floor(1)) {
                    boolean lengthBehind = probeBehind || length.seconds() > index.floor(1);
                    Optional<Row<HistogramBucket>> row = reading.window(stats, length)
                            .flatMap(window -> afterInWindow(window, stats, lengthBehind ? Index.NONE : index));
                    if (row.isPresent()) {
                        return row;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Row<HistogramBucket>> afterInWindow(Window window, ProbeStats stats, Index index) {
        for (int kind = HistogramBucket.RTT; kind <= HistogramBucket.IPDV; kind++) {
            if (kind >= index.floor(2)) {
                HistogramBucket bucket =
                        HistogramBucket.behind(histogram(window, kind), kind > index.floor(2) ? -1 : index.floor(3));
                if (bucket.exists()) {
                    int[] row = {stats.probe().index(), window.length().seconds(), kind, bucket.number()};
                    return Optional.of(new Row<>(row, bucket));
                }
            }
        }
        return Optional.empty();
    }
}
