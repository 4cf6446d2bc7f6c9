package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pathgauge.model.Histogram;

/**
 * Our log-linear histograms as those of Prometheus, classic and native at once.
 *
 * <pre>
 *   classic   bounds at powers of two of nanoseconds, which are bounds of ours: no count moves. Ours hold what is below
 *             a bound, classic ones also what equals it; a value that is the bound to the nanosecond counts above.
 *   native    schema 3 (8 buckets an octave) for round-trip times and sessions, schema 2 (4) for IPDV. Bounds there are powers of
 *             two of seconds, so none is a bound of ours: a bucket of ours goes whole where its midpoint lies. From the
 *             midpoint to either end of ours is less than the width of a native bucket, so a value is in the right
 *             one or in one beside it.
 * </pre>
 *
 * What is below our first bound, 1.024 µs, is in the native zero bucket. What is above our last, 17.18 s, is placed
 * there; no timeout is longer than 60 s. Of sessions these bounds are 1.05 ms and 4.9 h.
 */
final class Histograms {
    /** Bounds of round-trip times from 16.384 µs to 17.18 s, of IPDV from 1.024 µs to 1.07 s. */
    private static final Bounds RTT = new Bounds(Histogram.empty(Histogram.RTT_PER_OCTAVE), 14, 34, 3);

    private static final Bounds IPDV = new Bounds(Histogram.empty(Histogram.IPDV_PER_OCTAVE), 10, 30, 2);

    /** Bounds of sessions from 16.8 ms to 4.9 h. */
    private static final Bounds SESSION = new Bounds(
            new Histogram(Histogram.SESSION_FIRST_EXPONENT, Histogram.RTT_PER_OCTAVE, new short[0], new long[0]),
            24,
            44,
            3);

    /** How histograms with a number of buckets an octave are mapped. */
    private static final class Bounds {
        private final int schema;
        private final double zeroThreshold;
        /** In seconds; the last is infinite. */
        private final double[] upper;
        /** By bucket of ours, the position of its classic bucket. */
        private final int[] classic;
        /** By bucket of ours, the index of its native bucket; the first is not used. */
        private final int[] nativeIndex;

        Bounds(Histogram ours, int firstExponent, int lastExponent, int schema) {
            this.schema = schema;
            zeroThreshold = Units.seconds(1L << ours.firstExponent());
            long[] nanos = IntStream.rangeClosed(firstExponent, lastExponent)
                    .mapToLong(e -> 1L << e)
                    .toArray();
            upper = new double[nanos.length + 1];
            for (int i = 0; i < nanos.length; i++) {
                upper[i] = Units.seconds(nanos[i]);
            }
            upper[nanos.length] = Double.POSITIVE_INFINITY;
            int buckets = ours.bucketCount();
            classic = new int[buckets];
            nativeIndex = new int[buckets];
            for (int bucket = 0; bucket < buckets; bucket++) {
                long low = ours.lowerBound(bucket);
                int at = 0;
                while (at < nanos.length && low >= nanos[at]) {
                    at++;
                }
                classic[bucket] = at;
                boolean overflow = bucket == buckets - 1;
                double middle = overflow ? low : (low + ours.upperBound(bucket)) / 2.0;
                nativeIndex[bucket] = nativeIndex(middle / 1e9, schema);
            }
        }

        /** The bucket with bounds 2^((i-1)/2^schema) exclusive and 2^(i/2^schema) inclusive that holds a value. */
        private static int nativeIndex(double seconds, int schema) {
            return (int) Math.ceil(Math.log(seconds) / Math.log(2) * (1 << schema));
        }
    }

    private Histograms() {}

    private static Bounds bounds(Histogram histogram) {
        if (histogram.firstExponent() == Histogram.SESSION_FIRST_EXPONENT) {
            return SESSION;
        }
        return histogram.perOctave() == Histogram.RTT_PER_OCTAVE ? RTT : IPDV;
    }

    /** A histogram and the exact sum of what it counts, for the labels that it will have. */
    static Function<Labels, HistogramDataPointSnapshot> point(Histogram histogram, long sumNanos, Instant since) {
        Bounds bounds = bounds(histogram);
        long[] classic = new long[bounds.upper.length];
        int[] indexes = new int[histogram.size()];
        long[] counts = new long[histogram.size()];
        int used = 0;
        long zero = 0;
        for (int i = 0; i < histogram.size(); i++) {
            int bucket = histogram.bucketAt(i);
            long count = histogram.countAt(i);
            classic[bounds.classic[bucket]] += count;
            if (bucket == 0) {
                zero += count;
            } else if (used > 0 && indexes[used - 1] == bounds.nativeIndex[bucket]) {
                counts[used - 1] += count;
            } else {
                indexes[used] = bounds.nativeIndex[bucket];
                counts[used++] = count;
            }
        }
        ClassicHistogramBuckets classicBuckets = ClassicHistogramBuckets.of(bounds.upper, classic);
        NativeHistogramBuckets positive =
                NativeHistogramBuckets.of(Arrays.copyOf(indexes, used), Arrays.copyOf(counts, used));
        long zeroCount = zero;
        return labels -> new HistogramDataPointSnapshot(
                classicBuckets,
                bounds.schema,
                zeroCount,
                bounds.zeroThreshold,
                positive,
                NativeHistogramBuckets.EMPTY,
                Units.seconds(sumNanos),
                labels,
                Exemplars.EMPTY,
                since.toEpochMilli());
    }
}
