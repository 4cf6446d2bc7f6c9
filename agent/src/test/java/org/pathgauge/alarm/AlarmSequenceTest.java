package org.pathgauge.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.alarm.AlarmTestbed.threshold;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.pathgauge.alarm.AlarmTestbed.Measured;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.WindowLength;

/** Alarms raised and cleared by sequences of windows made at random. */
class AlarmSequenceTest {

    @Property(tries = 100)
    void raisesAndClearsAlternate(
            @ForAll @Size(max = 80) List<@IntRange(max = 110) Integer> steps,
            @ForAll @IntRange(max = 100) int rising,
            @ForAll @IntRange(max = 100) int below,
            @ForAll @IntRange(min = 1, max = 4) int consecutive) {
        Threshold t = loss(rising, Math.max(0, rising - below), consecutive);
        AlarmTestbed bed = new AlarmTestbed();
        boolean active = false;
        for (int step : steps) {
            // Above 100 %, other things happen: restart, removal, a window without samples.
            var evaluation =
                    switch (step) {
                        case 101, 102, 103 -> {
                            bed.restartWithNewCounters();
                            yield bed.slot(Measured.nothing(), t);
                        }
                        case 104, 105, 106 -> bed.withoutProbe();
                        case 107, 108, 109, 110 -> bed.slot(Measured.nothing(), t);
                        default -> bed.slot(Measured.loss(step), t);
                    };
            for (AlarmEvent event : evaluation.events()) {
                assertEquals(!active, event.alarm().active(), "an event must change the state");
                active = event.alarm().active();
            }
            boolean listed = evaluation.alarms().stream().anyMatch(a -> a.active());
            assertEquals(active, listed, "list and events tell the same");
        }
    }

    @Property(tries = 100)
    void agreesWithANaiveReading(
            @ForAll @Size(max = 60) List<@IntRange(max = 100) Integer> losses,
            @ForAll @IntRange(min = 1, max = 100) int rising,
            @ForAll @IntRange(max = 100) int below,
            @ForAll @IntRange(min = 1, max = 4) int consecutive) {
        int falling = Math.max(0, rising - below);
        Threshold t = loss(rising, falling, consecutive);
        AlarmTestbed bed = new AlarmTestbed();
        boolean active = false;
        int since = 0;
        for (int i = 0; i < losses.size(); i++) {
            bed.slot(Measured.loss(losses.get(i)), t);
            boolean row = i + 1 - since >= consecutive;
            for (int back = i; row && back > i - consecutive; back--) {
                int value = losses.get(back);
                row = active ? value <= falling && value < rising : value >= rising;
            }
            if (row) {
                active = !active;
                since = i + 1;
            }
            boolean listed = !bed.events.isEmpty()
                    && bed.events.get(bed.events.size() - 1).alarm().active();
            assertEquals(active, listed, "after window " + i);
        }
    }

    @Property(tries = 100)
    void noiseWithinTheHysteresisRaisesAtMostOnce(
            @ForAll @Size(max = 100) List<@IntRange(min = 21, max = 60) Integer> losses) {
        Threshold t = loss(50, 20, 1);
        AlarmTestbed bed = new AlarmTestbed();
        losses.forEach(l -> bed.slot(Measured.loss(l), t));
        assertTrue(bed.events.size() <= 1, () -> bed.events.toString());
    }

    @Property(tries = 20)
    void constantValueAtBothLimitsDoesNotFlap(@ForAll @IntRange(min = 1, max = 100) int limit) {
        Threshold t = loss(limit, limit, 1);
        AlarmTestbed bed = new AlarmTestbed();
        for (int i = 0; i < 10; i++) {
            bed.slot(Measured.loss(limit), t);
        }
        assertEquals(1, bed.events.size());
    }

    private static Threshold loss(int rising, int falling, int consecutive) {
        return threshold(Metric.LOSS, WindowLength.SECONDS_10, rising * 10_000L, falling * 10_000L, consecutive);
    }
}
