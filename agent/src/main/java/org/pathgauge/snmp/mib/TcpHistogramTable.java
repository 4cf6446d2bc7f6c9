package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.snmp4j.smi.Variable;

/** pathGaugeTcpHistogramTable, by the index of a row, kind and bucket; non-empty buckets only. */
final class TcpHistogramTable extends Table<HistogramBucket> {
    TcpHistogramTable() {
        super(
                PathGaugeMib.oid(1, 5, 4, 1),
                List.of(
                        column(3, "LowerBound", HistogramBucket::lower),
                        column(4, "UpperBound", HistogramBucket::upper),
                        column(5, "Count", b -> Values.counter(b.count()))));
    }

    private static Column<HistogramBucket> column(
            int id, String name, Function<HistogramBucket, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeTcpHistogram" + name, value);
    }

    /** In the order of their numbers: connect(1), rtt(2), session(3). */
    private static List<Supplier<Histogram>> histograms(TcpPeer peer) {
        TcpCounters totals = peer.totals();
        return List.of(totals.connect()::histogram, totals.rtt()::histogram, totals.session()::histogram);
    }

    @Override
    protected Optional<HistogramBucket> find(Reading reading, Index index) {
        if (index.size() != 3) {
            return Optional.empty();
        }
        return TcpPeers.at(reading, index)
                .flatMap(peer -> HistogramBucket.at(histograms(peer), index.floor(1), index.floor(2)));
    }

    @Override
    protected Optional<Row<HistogramBucket>> after(Reading reading, Index index) {
        return TcpPeers.after(
                reading,
                index,
                (peer, behind) -> HistogramBucket.after(histograms(peer), behind.floor(1), behind.floor(2))
                        .map(bucket -> new Row<>(new int[] {peer.index(), bucket.kind(), bucket.number()}, bucket)));
    }
}
