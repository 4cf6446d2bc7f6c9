package org.pathgauge.model;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A log-linear histogram of delays as the kernel keeps it.
 *
 * <pre>
 *   bucket 0                       below 2^10 ns (underflow)
 *   bucket 1 + o*P + i             2^(10+o) * (1 + i/P)  up to  2^(10+o) * (1 + (i+1)/P) ns,  o = 0..23, i = 0..P-1
 *   bucket 24*P + 1                from 2^34 ns (overflow)
 * </pre>
 *
 * where P is the number of buckets per octave: 8 for round-trip times, 4 for IPDV. What lasts longer than packets travel,
 * sessions of TCP, is counted from 2^20 ns instead of 2^10 ns on, with all bounds 1,024 times as high. Only buckets that
 * are not empty are stored.
 */
public final class Histogram {
    public static final int FIRST_EXPONENT = 10;
    public static final int SESSION_FIRST_EXPONENT = 20;
    public static final int OCTAVES = 24;
    public static final int RTT_PER_OCTAVE = 8;
    public static final int IPDV_PER_OCTAVE = 4;

    private final int firstExponent;
    private final int perOctave;
    private final short[] buckets;
    private final long[] counts;
    private final long total;

    /**
     * Makes a histogram of the non-empty buckets.
     *
     * @param perOctave buckets per octave
     * @param buckets bucket numbers, rising
     * @param counts how many samples each holds, above 0
     */
    public Histogram(int perOctave, short[] buckets, long[] counts) {
        this(FIRST_EXPONENT, perOctave, buckets, counts);
    }

    /**
     * Makes a histogram of the non-empty buckets.
     *
     * @param firstExponent of 2, in ns: where the first octave begins
     * @param perOctave buckets per octave
     * @param buckets bucket numbers, rising
     * @param counts how many samples each holds, above 0
     */
    public Histogram(int firstExponent, int perOctave, short[] buckets, long[] counts) {
        if (buckets.length != counts.length) {
            throw new IllegalArgumentException(buckets.length + " buckets but " + counts.length + " counts");
        }
        this.firstExponent = firstExponent;
        this.perOctave = perOctave;
        this.buckets = buckets.clone();
        this.counts = counts.clone();
        this.total = Arrays.stream(counts).sum();
    }

    /** A histogram of nothing. */
    public static Histogram empty(int perOctave) {
        return new Histogram(perOctave, new short[0], new long[0]);
    }

    /** Where the first octave begins: an exponent of 2, in ns. */
    public int firstExponent() {
        return firstExponent;
    }

    public int perOctave() {
        return perOctave;
    }

    /** Number of buckets of a dense histogram, under- and overflow included. */
    public int bucketCount() {
        return OCTAVES * perOctave + 2;
    }

    /** Number of non-empty buckets. */
    public int size() {
        return buckets.length;
    }

    /** The bucket number of the i-th non-empty bucket. */
    public int bucketAt(int i) {
        return buckets[i];
    }

    /** The count of the i-th non-empty bucket. */
    public long countAt(int i) {
        return counts[i];
    }

    public long total() {
        return total;
    }

    /**
     * The middle of the bucket that holds the value of a rank, ns; of the last bucket, which has no end, its beginning.
     *
     * @param rank 1 for the least value; empty when there are fewer values
     */
    public OptionalLong valueAt(long rank) {
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return OptionalLong.of(midpoint(buckets[i]));
            }
        }
        return OptionalLong.empty();
    }

    private long midpoint(int bucket) {
        long low = lowerBound(bucket);
        return bucket == bucketCount() - 1 ? low : low + (upperBound(bucket) - low) / 2;
    }

    /** The lowest value a bucket holds, ns. */
    public long lowerBound(int bucket) {
        return lowerBound(perOctave, bucket) << firstExponent - FIRST_EXPONENT;
    }

    /** The first value above a bucket, ns; {@link Long#MAX_VALUE} for the overflow bucket. */
    public long upperBound(int bucket) {
        return bucket == bucketCount() - 1 ? Long.MAX_VALUE : lowerBound(bucket + 1);
    }

    /** The lowest value a bucket holds of a histogram from 2^10 ns on, ns. */
    public static long lowerBound(int perOctave, int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int octave = (bucket - 1) / perOctave;
        int step = (bucket - 1) % perOctave;
        long base = 1L << (FIRST_EXPONENT + octave);
        return base + base / perOctave * step;
    }

    /** The first value above a bucket of such a histogram, ns; {@link Long#MAX_VALUE} for the overflow bucket. */
    public static long upperBound(int perOctave, int bucket) {
        return bucket == OCTAVES * perOctave + 1 ? Long.MAX_VALUE : lowerBound(perOctave, bucket + 1);
    }
}
