package org.pathgauge.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * An immutable set of exact delays, for packet delay variation (RFC 5481).
 *
 * <p>PDV of a packet is its delay minus the smallest delay of the interval it is computed over (RFC 5481 section 4.2), so
 * sets of adjoining intervals are joined as delays and the variation is computed afterwards.
 */
public final class DelaySamples {
    /** The set of no samples. */
    public static final DelaySamples EMPTY = new DelaySamples(new long[0]);

    private final long[] sorted;

    private DelaySamples(long[] sorted) {
        this.sorted = sorted;
    }

    /** The set of the first {@code count} elements of an array, ns, in any order. */
    public static DelaySamples of(long[] delays, int count) {
        if (count == 0) {
            return EMPTY;
        }
        long[] sorted = Arrays.copyOf(delays, count);
        Arrays.sort(sorted);
        return new DelaySamples(sorted);
    }

    /** All samples of several sets. */
    public static DelaySamples join(List<DelaySamples> sets) {
        long[] all =
                sets.stream().flatMapToLong(set -> Arrays.stream(set.sorted)).toArray();
        return of(all, all.length);
    }

    public int size() {
        return sorted.length;
    }

    /** The i-th smallest delay, ns. */
    public long delayNanos(int i) {
        return sorted[i];
    }

    /** The largest PDV, ns: the range of the delays; empty without samples. */
    public OptionalLong pdvMaxNanos() {
        return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(pdv(sorted.length - 1));
    }

    /**
     * A percentile of PDV by nearest rank, ns; empty without samples.
     *
     * @param ppm the percentile in parts per million, above 0, at most 1,000,000
     */
    public OptionalLong pdvPercentileNanos(int ppm) {
        if (sorted.length == 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(pdv((int) Math.ceilDiv((long) sorted.length * ppm, 1_000_000L) - 1));
    }

    private long pdv(int i) {
        return sorted[i] - sorted[0];
    }
}
