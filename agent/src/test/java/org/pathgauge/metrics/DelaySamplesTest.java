package org.pathgauge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DelaySamplesTest {
    private static DelaySamples of(List<Long> delays) {
        return DelaySamples.of(delays.stream().mapToLong(Long::longValue).toArray(), delays.size());
    }

    /** RFC 5481, 4.2: each delay minus the smallest of the interval; nearest rank over those. */
    @Property
    void agreesWithTheDefinition(
            @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 1, max = 60_000_000_000L) Long> delays,
            @ForAll @IntRange(min = 1, max = 1_000_000) int ppm,
            @ForAll @IntRange(max = 100) int cutPercent) {
        int cut = delays.size() * cutPercent / 100;
        DelaySamples joined =
                DelaySamples.join(List.of(of(delays.subList(0, cut)), of(delays.subList(cut, delays.size()))));
        long smallest = delays.stream().min(Long::compare).orElseThrow();
        long[] variation = delays.stream().mapToLong(d -> d - smallest).sorted().toArray();
        int below = 0;
        while ((below + 1) * 1_000_000L < (long) ppm * variation.length) {
            below++;
        }
        assertEquals(variation[below], joined.pdvPercentileNanos(ppm).orElseThrow());
        assertEquals(
                Arrays.stream(variation).max().orElseThrow(),
                joined.pdvMaxNanos().orElseThrow());
    }

    @Test
    void nothingIsUndefinedAndNotZero() {
        assertTrue(DelaySamples.EMPTY.pdvMaxNanos().isEmpty());
        assertTrue(DelaySamples.EMPTY.pdvPercentileNanos(950_000).isEmpty());
    }
}
