package org.pathgauge.model;

import java.util.OptionalLong;

/**
 * Durations that were counted in a histogram, with their exact sum.
 *
 * @param histogram how many fell where
 * @param sumNanos sum of all, ns
 */
public record Distribution(Histogram histogram, long sumNanos) {

    /** A distribution of nothing, with a number of buckets per octave. */
    public static Distribution empty(int perOctave) {
        return new Distribution(Histogram.empty(perOctave), 0);
    }

    /** How many durations there are. */
    public long count() {
        return histogram.total();
    }

    /** Mean, ns; empty when there is none. */
    public OptionalLong meanNanos() {
        return count() == 0 ? OptionalLong.empty() : OptionalLong.of(Math.round((double) sumNanos / count()));
    }

    /**
     * A percentile, ns, within half a bucket: ± 6.25 % with eight buckets an octave. Empty with too few samples. What is
     * beyond the last bucket's beginning, 17.18 s of round-trip times, is told as that.
     */
    public OptionalLong percentileNanos(Window.Percentile percentile) {
        long count = count();
        return count < percentile.samplesNeeded() ? OptionalLong.empty() : histogram.valueAt(percentile.rank(count));
    }
}
