package org.pathgauge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MomentsTest {
    /** Two passes over the samples; squares are rounded to whole µs² each, which bounds the variance's error. */
    @Property
    void agreesWithTwoPasses(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 1_000, max = 10_000_000_000L) Long> delays) {
        long sum = delays.stream().mapToLong(Long::longValue).sum();
        long squares =
                delays.stream().mapToLong(d -> Math.round((double) d * d / 1e6)).sum();
        double mean = (double) sum / delays.size();
        double variance =
                delays.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum() / delays.size();
        long deviation = Moments.standardDeviation(sum, squares, delays.size());
        assertEquals(Math.round(mean), Moments.mean(sum, delays.size()), 1);
        assertEquals(variance, (double) deviation * deviation, 1e6 + 2 * deviation + mean * mean * 1e-12);
    }

    @Test
    void ratiosRoundToTheNearest() {
        assertEquals(OptionalLong.of(333_333), Ppm.ratio(1, 3));
        assertEquals(OptionalLong.of(666_667), Ppm.ratio(2, 3));
        assertEquals(OptionalLong.empty(), Ppm.ratio(0, 0));
    }
}
