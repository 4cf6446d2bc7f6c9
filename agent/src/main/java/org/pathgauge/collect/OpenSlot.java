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
    private int probes;
    private int periods;
    private int longest;
    private int head;
    private int tail;
    private long[] samples = NONE;
    private int sampleCount;

    /** Starts again for another slot, unless it is the same. */
    void claim(long slotNumber) {
        if (number != slotNumber) {
            number = slotNumber;
            probes = 0;
            periods = 0;
            longest = 0;
            head = 0;
            tail = 0;
            sampleCount = 0;
        }
    }

    boolean holds(long slotNumber) {
        return number == slotNumber;
    }

    /** Takes the next probe's fate, as {@link LossPattern#then} would, but without an object for each. */
    void verdict(boolean received) {
        if (received) {
            tail = 0;
        } else {
            periods += tail == 0 ? 1 : 0;
            tail++;
            longest = Math.max(longest, tail);
            head += head == probes ? 1 : 0;
        }
        probes++;
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
        return probes == 0 ? LossPattern.EMPTY : new LossPattern(probes, periods, longest, head, tail);
    }

    DelaySamples samples() {
        return DelaySamples.of(samples, sampleCount);
    }
}
