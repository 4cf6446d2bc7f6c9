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
final class HistogramTable extends Table<HistogramTable.Bucket> {
    private static final int RTT = 1;
    private static final int IPDV = 2;

    /** The position of a non-empty bucket in a histogram. */
    record Bucket(Histogram histogram, int at) {
        int number() {
            return histogram.bucketAt(at);
        }
    }

    HistogramTable() {
        super(
                PathGaugeMib.oid(1, 2, 3, 1),
                List.of(
                        column(3, "LowerBound", HistogramTable::lower),
                        column(4, "UpperBound", HistogramTable::upper),
                        column(5, "Count", b -> Values.gauge(b.histogram.countAt(b.at)))));
    }

    private static Column<Bucket> column(int id, String name, Function<Bucket, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeHistogram" + name, value);
    }

    private static Optional<Variable> lower(Bucket bucket) {
        return Values.delay(Histogram.lowerBound(bucket.histogram.perOctave(), bucket.number()));
    }

    private static Optional<Variable> upper(Bucket bucket) {
        boolean overflow = bucket.number() == bucket.histogram.bucketCount() - 1;
        return overflow
                ? Optional.empty()
                : Values.delay(Histogram.upperBound(bucket.histogram.perOctave(), bucket.number()));
    }

    private static Histogram histogram(Window window, int kind) {
        return kind == RTT ? window.rtt() : window.ipdv();
    }

    @Override
    protected Optional<Bucket> find(Reading reading, Index index) {
        long kind = index.floor(2);
        if (index.size() != 4 || kind < RTT || kind > IPDV) {
            return Optional.empty();
        }
        for (WindowLength length : WindowLength.values()) {
            if (length.seconds() == index.floor(1)) {
                return Probes.at(reading.snapshot(), index)
                        .flatMap(probe -> reading.window(probe, length))
                        .map(window -> behind(histogram(window, (int) kind), index.floor(3) - 1))
                        .filter(bucket -> bucket.at < bucket.histogram.size() && bucket.number() == index.floor(3));
            }
        }
        return Optional.empty();
    }

    /** The first bucket with a number above the given one; its position is the histogram's size if there is none. */
    private static Bucket behind(Histogram histogram, long number) {
        int at = 0;
        while (at < histogram.size() && histogram.bucketAt(at) <= number) {
            at++;
        }
        return new Bucket(histogram, at);
    }

    @Override
    protected Optional<Row<Bucket>> after(Reading reading, Index index) {
        Snapshot snapshot = reading.snapshot();
        for (int at = Probes.from(snapshot, Math.max(0, index.floor(0)));
                at < snapshot.probes().size();
                at++) {
            ProbeStats stats = snapshot.probes().get(at);
            boolean probeBehind = stats.probe().index() > index.floor(0);
            for (WindowLength length : WindowLength.values()) {
                if (probeBehind || length.seconds() >= index.floor(1)) {
                    boolean lengthBehind = probeBehind || length.seconds() > index.floor(1);
                    Optional<Row<Bucket>> row = reading.window(stats, length)
                            .flatMap(window -> afterInWindow(window, stats, lengthBehind ? Index.NONE : index));
                    if (row.isPresent()) {
                        return row;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Row<Bucket>> afterInWindow(Window window, ProbeStats stats, Index index) {
        for (int kind = RTT; kind <= IPDV; kind++) {
            if (kind >= index.floor(2)) {
                Bucket bucket = behind(histogram(window, kind), kind > index.floor(2) ? -1 : index.floor(3));
                if (bucket.at < bucket.histogram.size()) {
                    int[] row = {stats.probe().index(), window.length().seconds(), kind, bucket.number()};
                    return Optional.of(new Row<>(row, bucket));
                }
            }
        }
        return Optional.empty();
    }
}
