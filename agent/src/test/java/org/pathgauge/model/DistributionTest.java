package org.pathgauge.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Window.Percentile;

/** Percentiles of histograms against those of the values themselves. */
class DistributionTest {
    private static final int P = Histogram.RTT_PER_OCTAVE;

    private static Distribution of(long... values) {
        long[] counts = new long[Histogram.empty(P).bucketCount()];
        for (long value : values) {
            int bucket = 0;
            while (value >= Histogram.upperBound(P, bucket)) {
                bucket++;
            }
            counts[bucket]++;
        }
        int[] used = java.util.stream.IntStream.range(0, counts.length)
                .filter(b -> counts[b] > 0)
                .toArray();
        short[] buckets = new short[used.length];
        long[] some = new long[used.length];
        for (int i = 0; i < used.length; i++) {
            buckets[i] = (short) used[i];
            some[i] = counts[used[i]];
        }
        return new Distribution(
                new Histogram(P, buckets, some), Arrays.stream(values).sum());
    }

    @Test
    void percentilesAreWithinHalfBucketOfTheTrueOnes() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            long[] values = random.longs(1 + random.nextInt(3_000), 2_000, 10_000_000_000L)
                    .toArray();
            Distribution distribution = of(values);
            Arrays.sort(values);
            for (Percentile percentile : Percentile.values()) {
                OptionalLong told = distribution.percentileNanos(percentile);
                double p = percentile.ppm() / 1e6;
                assertEquals(
                        values.length >= Math.ceil(1 / (1 - p) - 1e-6), told.isPresent(), values.length + " at " + p);
                if (told.isPresent()) {
                    long truth = values[(int) Math.ceil(values.length * p - 1e-9) - 1];
                    assertTrue(
                            Math.abs(told.getAsLong() - truth) <= truth * 0.0626,
                            told + " for " + truth + ", " + percentile);
                }
            }
        }
    }

    @Test
    void whatIsBeyondTheLastBucketIsToldAsItsBeginning() {
        assertEquals(
                OptionalLong.of(1L << 34), of(20_000_000_000L, 60_000_000_000L).percentileNanos(Percentile.P50));
    }

    @Test
    void nothingHasNeitherMeanNorPercentile() {
        Distribution nothing = Distribution.empty(P);
        assertEquals(OptionalLong.empty(), nothing.meanNanos());
        assertEquals(OptionalLong.empty(), nothing.percentileNanos(Percentile.P50));
    }

    @Test
    void retransmissionsAreRatioOfWhatWasSent() {
        assertEquals(OptionalLong.of(333_333), counters(3, 1).retransmissionPpm());
        assertEquals(OptionalLong.of(0), counters(3, 0).retransmissionPpm());
        assertEquals(OptionalLong.empty(), counters(0, 0).retransmissionPpm());
    }

    private static TcpCounters counters(long sent, long again) {
        Distribution none = Distribution.empty(P);
        return new TcpCounters(
                0, 0, 0, 0, 0, 0, 0, sent, again, OptionalLong.empty(), OptionalLong.empty(), none, none, none);
    }
}
