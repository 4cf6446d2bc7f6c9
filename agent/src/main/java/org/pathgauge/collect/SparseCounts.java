package org.pathgauge.collect;

import java.util.Arrays;
import org.pathgauge.model.Histogram;

/** A growing histogram of which only non-empty buckets are kept, in rising order. */
public final class SparseCounts {
    private short[] buckets = new short[16];
    private long[] counts = new long[16];
    private int size;

    /** Number of non-empty buckets. */
    public int size() {
        return size;
    }

    /** The number of the i-th non-empty bucket. */
    public int bucketAt(int i) {
        return buckets[i];
    }

    /** What the i-th non-empty bucket holds. */
    public long countAt(int i) {
        return counts[i];
    }

    public void clear() {
        size = 0;
    }

    /** Adds to a bucket. */
    public void add(int bucket, long count) {
        int at = size;
        while (at > 0 && buckets[at - 1] >= bucket) {
            at--;
        }
        if (at < size && buckets[at] == bucket) {
            counts[at] += count;
            return;
        }
        if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = (short) bucket;
        counts[at] = count;
        size++;
    }

    public void addAll(SparseCounts other) {
        for (int i = 0; i < other.size; i++) {
            add(other.buckets[i], other.counts[i]);
        }
    }

    public Histogram toHistogram(int perOctave) {
        return toHistogram(Histogram.FIRST_EXPONENT, perOctave);
    }

    /** A histogram whose first octave begins elsewhere. */
    public Histogram toHistogram(int firstExponent, int perOctave) {
        return new Histogram(firstExponent, perOctave, Arrays.copyOf(buckets, size), Arrays.copyOf(counts, size));
    }
}
