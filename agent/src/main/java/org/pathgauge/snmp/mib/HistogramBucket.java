package org.pathgauge.snmp.mib;

import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.Histogram;
import org.snmp4j.smi.Variable;

/**
 * A non-empty bucket of one of the two histograms that a row of either table of buckets comes from.
 *
 * @param kind {@link #RTT} or {@link #IPDV}, as in the index
 * @param histogram the histogram of that kind
 * @param at position of the bucket among those that are not empty
 */
record HistogramBucket(int kind, Histogram histogram, int at) {
    static final int RTT = 1;
    static final int IPDV = 2;

    /** The first bucket behind a kind and a number, in the order of the index; unpacks no more than it looks at. */
    static Optional<HistogramBucket> after(Supplier<Histogram> rtt, Supplier<Histogram> ipdv, long kind, long number) {
        for (int k = RTT; k <= IPDV; k++) {
            if (k >= kind) {
                HistogramBucket bucket = behind(k, (k == RTT ? rtt : ipdv).get(), k > kind ? -1 : number);
                if (bucket.exists()) {
                    return Optional.of(bucket);
                }
            }
        }
        return Optional.empty();
    }

    /** The bucket with a kind and a number, if it is not empty. */
    static Optional<HistogramBucket> at(Supplier<Histogram> rtt, Supplier<Histogram> ipdv, long kind, long number) {
        return after(rtt, ipdv, kind, number - 1).filter(b -> b.kind == kind && b.number() == number);
    }

    /** The first with a number above the given one; its position is the histogram's size if there is none. */
    private static HistogramBucket behind(int kind, Histogram histogram, long number) {
        int at = 0;
        while (at < histogram.size() && histogram.bucketAt(at) <= number) {
            at++;
        }
        return new HistogramBucket(kind, histogram, at);
    }

    private boolean exists() {
        return at < histogram.size();
    }

    int number() {
        return histogram.bucketAt(at);
    }

    long count() {
        return histogram.countAt(at);
    }

    Optional<Variable> lower() {
        return Values.delay(Histogram.lowerBound(histogram.perOctave(), number()));
    }

    Optional<Variable> upper() {
        boolean overflow = number() == histogram.bucketCount() - 1;
        return overflow ? Optional.empty() : Values.delay(Histogram.upperBound(histogram.perOctave(), number()));
    }
}
