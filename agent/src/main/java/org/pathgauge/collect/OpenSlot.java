package org.pathgauge.collect;

import java.util.Arrays;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;

/** What is gathered outside the kernel of one slot that is not complete yet: loss pattern and raw samples. */
final class OpenSlot {
    /** A probe sends at most a hundred packets in ten seconds. */
    private static final int MOST_SAMPLES = 128;

    private static final long[] NONE = {};

    private long number = -1;
    private LossPattern pattern = LossPattern.EMPTY;
    private long[] samples = NONE;
    private int sampleCount;

    /** Starts again for another slot, unless it is the same. */
    void claim(long slotNumber) {
        if (number != slotNumber) {
            number = slotNumber;
            pattern = LossPattern.EMPTY;
            sampleCount = 0;
        }
    }

    boolean holds(long slotNumber) {
        return number == slotNumber;
    }

    void verdict(boolean received) {
        pattern = pattern.then(LossPattern.of(received));
    }

    void sample(long rttNanos) {
        if (sampleCount == samples.length) {
            if (sampleCount == MOST_SAMPLES) {
                // One too few makes the set incomplete, and PDV absent.
                return;
            }
            samples = Arrays.copyOf(samples, Math.clamp(2L * sampleCount, 16, MOST_SAMPLES));
        }
        samples[sampleCount++] = rttNanos;
    }

    LossPattern pattern() {
        return pattern;
    }

    DelaySamples samples() {
        return DelaySamples.of(samples, sampleCount);
    }
}
