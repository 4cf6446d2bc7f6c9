package org.pathgauge.openmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.SnapshotFixtures;

/** Every bucket of ours, alone in a histogram, must come out where it belongs. */
class HistogramsTest {
    private static Histogram ours(int exponent, int perOctave) {
        return new Histogram(exponent, perOctave, new short[0], new long[0]);
    }

    private static HistogramDataPointSnapshot only(int exponent, int perOctave, int bucket) {
        Histogram one = new Histogram(exponent, perOctave, new short[] {(short) bucket}, new long[] {7});
        return Histograms.point(one, 1_000, SnapshotFixtures.STARTED).apply(Labels.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({"10,8", "10,4", "20,8"})
    void classicBoundsAreBoundsOfOurs(int exponent, int perOctave) {
        for (int bucket = 0; bucket < Histogram.empty(perOctave).bucketCount(); bucket++) {
            ClassicHistogramBuckets buckets = only(exponent, perOctave, bucket).getClassicBuckets();
            int at = 0;
            while (buckets.getCount(at) == 0) {
                at++;
            }
            assertEquals(7, buckets.getCount(at));
            double below = at == 0 ? 0 : buckets.getUpperBound(at - 1);
            assertTrue(ours(exponent, perOctave).lowerBound(bucket) / 1e9 >= below, "bucket " + bucket);
            assertTrue(
                    ours(exponent, perOctave).upperBound(bucket) / 1e9 <= buckets.getUpperBound(at),
                    "bucket " + bucket);
        }
    }

    @ParameterizedTest
    @CsvSource({"10,8", "10,4", "20,8"})
    void nativeBucketHoldsTheMidpointAndItsNeighboursTheEnds(int exponent, int perOctave) {
        int last = Histogram.empty(perOctave).bucketCount() - 1;
        for (int bucket = 1; bucket < last; bucket++) {
            HistogramDataPointSnapshot point = only(exponent, perOctave, bucket);
            assertEquals(1, point.getNativeBucketsForPositiveValues().size());
            assertEquals(7, point.getCount());
            double width = Math.pow(2, Math.pow(2, -point.getNativeSchema()));
            double upper =
                    Math.pow(width, point.getNativeBucketsForPositiveValues().getBucketIndex(0));
            double lower = upper / width;
            double low = ours(exponent, perOctave).lowerBound(bucket) / 1e9;
            double high = ours(exponent, perOctave).upperBound(bucket) / 1e9;
            double middle = (low + high) / 2;
            assertTrue(lower < middle && middle <= upper, "bucket " + bucket);
            assertTrue(low > lower / width && high < upper * width, "bucket " + bucket);
        }
    }

    @ParameterizedTest
    @CsvSource({"10,8", "10,4", "20,8"})
    void underflowIsZeroAndOverflowIsAtTheLastBound(int exponent, int perOctave) {
        HistogramDataPointSnapshot under = only(exponent, perOctave, 0);
        assertEquals(7, under.getNativeZeroCount());
        assertEquals((1L << exponent) / 1e9, under.getNativeZeroThreshold());
        assertEquals(0, under.getNativeBucketsForPositiveValues().size());
        HistogramDataPointSnapshot over =
                only(exponent, perOctave, Histogram.empty(perOctave).bucketCount() - 1);
        int index = over.getNativeBucketsForPositiveValues().getBucketIndex(0);
        double upper = Math.pow(2, index * Math.pow(2, -over.getNativeSchema()));
        double last = ours(exponent, perOctave).lowerBound(24 * perOctave + 1) / 1e9;
        assertTrue(upper > last && upper < last * 1.2, "upper bound " + upper);
        assertEquals(1e-6, over.getSum());
    }
}
