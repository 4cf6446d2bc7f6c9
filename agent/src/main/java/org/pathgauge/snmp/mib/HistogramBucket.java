package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.Histogram;
import org.snmp4j.smi.Variable;

/**
 * A non-empty bucket of one of the histograms that a row of a table of buckets comes from.
 *
 * @param kind number of the histogram, as in the index; the first is 1
 * @param histogram the histogram of that kind
 * @param at position of the bucket among those that are not empty
 */
record HistogramBucket(int kind, Histogram histogram, int at) {

    /**
     * The first bucket behind a kind and a number, in the order of the index; unpacks no more than it looks at.
     *
     * @param kinds the histograms in the order of their kinds
     */
    static Optional<HistogramBucket> after(List<Supplier<Histogram>> kinds, long kind, long number) {
        for (int k = 1; k <= kinds.size(); k++) {
            if (k >= kind) {
                HistogramBucket bucket = behind(k, kinds.get(k - 1).get(), k > kind ? -1 : number);
                if (bucket.exists()) {
                    return Optional.of(bucket);
                }
            }
        }
        return Optional.empty();
    }

    /** The bucket with a kind and a number, if it is not empty. */
    static Optional<HistogramBucket> at(List<Supplier<Histogram>> kinds, long kind, long number) {
        return after(kinds, kind, number - 1).filter(b -> b.kind == kind && b.number() == number);
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
        return Values.delay(histogram.lowerBound(number()));
    }

    Optional<Variable> upper() {
        boolean overflow = number() == histogram.bucketCount() - 1;
        return overflow ? Optional.empty() : Values.delay(histogram.upperBound(number()));
    }
}
