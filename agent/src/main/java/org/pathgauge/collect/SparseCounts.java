package org.pathgauge.collect;

import java.util.Arrays;
import org.pathgauge.model.Histogram;

/** A growing histogram of which only non-empty buckets are kept, in rising order. */
final class SparseCounts {
    private short[] buckets = new short[16];
    private long[] counts = new long[16];
    private int size;

    int size() {
        return size;
    }

    int bucketAt(int i) {
        return buckets[i];
    }

    long countAt(int i) {
        return counts[i];
    }

    void clear() {
        size = 0;
    }

    /** Adds to a bucket. */
    void add(int bucket, long count) {
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

    void addAll(SparseCounts other) {
        for (int i = 0; i < other.size; i++) {
            add(other.buckets[i], other.counts[i]);
        }
    }

    Histogram toHistogram(int perOctave) {
        return new Histogram(perOctave, Arrays.copyOf(buckets, size), Arrays.copyOf(counts, size));
    }
}
