package org.pathgauge.snmp.mib;

import java.util.Optional;
import org.pathgauge.model.Histogram;
import org.snmp4j.smi.Variable;

/** The position of a non-empty bucket in a histogram, and the columns that both tables of buckets have. */
record HistogramBucket(Histogram histogram, int at) {
    static final int RTT = 1;
    static final int IPDV = 2;

    /** The first bucket with a number above the given one; its position is the histogram's size if there is none. */
    static HistogramBucket behind(Histogram histogram, long number) {
        int at = 0;
        while (at < histogram.size() && histogram.bucketAt(at) <= number) {
            at++;
        }
        return new HistogramBucket(histogram, at);
    }

    /** The bucket with a number, if it is not empty. */
    static Optional<HistogramBucket> at(Histogram histogram, long number) {
        return Optional.of(behind(histogram, number - 1)).filter(b -> b.exists() && b.number() == number);
    }

    boolean exists() {
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
