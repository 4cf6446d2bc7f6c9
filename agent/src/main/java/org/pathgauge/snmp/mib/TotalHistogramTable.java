package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.snmp4j.smi.Variable;

/** pathGaugeTotalHistogramTable, by probe index, kind and bucket; non-empty buckets only. */
final class TotalHistogramTable extends Table<HistogramBucket> {
    TotalHistogramTable() {
        super(
                PathGaugeMib.oid(1, 2, 6, 1),
                List.of(
                        column(3, "LowerBound", HistogramBucket::lower),
                        column(4, "UpperBound", HistogramBucket::upper),
                        column(5, "Count", b -> Values.counter(b.count()))));
    }

    private static Column<HistogramBucket> column(
            int id, String name, Function<HistogramBucket, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeTotalHistogram" + name, value);
    }

    private static Histogram histogram(ProbeStats stats, int kind) {
        return kind == HistogramBucket.RTT
                ? stats.windows().rttTotal()
                : stats.windows().ipdvTotal();
    }

    @Override
    protected Optional<HistogramBucket> find(Reading reading, Index index) {
        long kind = index.floor(1);
        if (index.size() != 3 || kind < HistogramBucket.RTT || kind > HistogramBucket.IPDV) {
            return Optional.empty();
        }
        return Probes.at(reading.snapshot(), index)
                .flatMap(stats -> HistogramBucket.at(histogram(stats, (int) kind), index.floor(2)));
    }

    @Override
    protected Optional<Row<HistogramBucket>> after(Reading reading, Index index) {
        Snapshot snapshot = reading.snapshot();
        for (int at = Probes.from(snapshot, Math.max(0, index.floor(0)));
                at < snapshot.probes().size();
                at++) {
            ProbeStats stats = snapshot.probes().get(at);
            Optional<Row<HistogramBucket>> row =
                    afterInProbe(stats, stats.probe().index() > index.floor(0) ? Index.NONE : index);
            if (row.isPresent()) {
                return row;
            }
        }
        return Optional.empty();
    }

    private static Optional<Row<HistogramBucket>> afterInProbe(ProbeStats stats, Index index) {
        for (int kind = HistogramBucket.RTT; kind <= HistogramBucket.IPDV; kind++) {
            if (kind >= index.floor(1)) {
                HistogramBucket bucket =
                        HistogramBucket.behind(histogram(stats, kind), kind > index.floor(1) ? -1 : index.floor(2));
                if (bucket.exists()) {
                    return Optional.of(new Row<>(new int[] {stats.probe().index(), kind, bucket.number()}, bucket));
                }
            }
        }
        return Optional.empty();
    }
}
