package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

    @Override
    protected Optional<HistogramBucket> find(Reading reading, Index index) {
        if (index.size() != 3) {
            return Optional.empty();
        }
        return Probes.at(reading.snapshot(), index)
                .flatMap(stats -> HistogramBucket.at(
                        List.of(stats.windows()::rttTotal, stats.windows()::ipdvTotal),
                        index.floor(1),
                        index.floor(2)));
    }

    @Override
    protected Optional<Row<HistogramBucket>> after(Reading reading, Index index) {
        return Probes.after(
                reading.snapshot(),
                index,
                (stats, behind) -> HistogramBucket.after(
                                List.of(stats.windows()::rttTotal, stats.windows()::ipdvTotal),
                                behind.floor(1),
                                behind.floor(2))
                        .map(bucket ->
                                new Row<>(new int[] {stats.probe().index(), bucket.kind(), bucket.number()}, bucket)));
    }
}
