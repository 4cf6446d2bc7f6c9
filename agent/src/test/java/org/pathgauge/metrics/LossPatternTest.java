package org.pathgauge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossPatternTest {
    private static LossPattern of(List<Boolean> received) {
        return received.stream().map(LossPattern::of).reduce(LossPattern.EMPTY, LossPattern::then);
    }

    private static LossPattern of(String pattern) {
        return of(pattern.chars().mapToObj(c -> c == 'R').toList());
    }

    @Test
    void countsPeriodsAndTheLongestBurst() {
        assertEquals(new LossPattern(9, 3, 3, 2, 3), of("LLRRLRLLL"));
        assertEquals(new LossPattern(4, 0, 0, 0, 0), of("RRRR"));
        assertEquals(new LossPattern(4, 1, 4, 4, 4), of("LLLL"));
    }

    /** The naive reference walks the whole list; joined parts must tell the same, wherever they are cut. */
    @Property
    void joiningAgreesWithWalking(@ForAll List<Boolean> received, @ForAll @IntRange(max = 100) int cutPercent) {
        int cut = received.size() * cutPercent / 100;
        LossPattern joined = of(received.subList(0, cut)).then(of(received.subList(cut, received.size())));
        int periods = 0;
        int longest = 0;
        int run = 0;
        for (boolean r : received) {
            run = r ? 0 : run + 1;
            periods += run == 1 ? 1 : 0;
            longest = Math.max(longest, run);
        }
        assertEquals(received.size(), joined.probes());
        assertEquals(periods, joined.periods());
        assertEquals(longest, joined.longest());
        assertEquals(received.contains(true) ? received.indexOf(true) : received.size(), joined.head());
        assertEquals(run, joined.tail());
    }
}
