package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.pathgauge.ProbeBuilder.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static ProbeSlot slot(int number) {
        return new ProbeSlot(probe(number, "192.0.2.1").build(), new ProbeSlot.Place(number, 0, 4, 0, 2));
    }

    /** Adds, postpones and removes at random, beside a map that is searched for its minimum. */
    @Property(tries = 50)
    void agreesWithASortedList(@ForAll long seed) {
        Random random = new Random(seed);
        Schedule schedule = new Schedule();
        Map<ProbeSlot, Long> naive = new HashMap<>();
        List<ProbeSlot> slots = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            int what = random.nextInt(4);
            if (what < 2) {
                ProbeSlot slot = slot(step);
                long due = random.nextInt(1000);
                schedule.add(slot, due);
                naive.put(slot, due);
                slots.add(slot);
            } else if (what == 2 && schedule.size() > 0) {
                long later = schedule.firstDue() + random.nextInt(1000);
                naive.put(schedule.first(), later);
                schedule.postponeFirst(later);
            } else if (!slots.isEmpty()) {
                ProbeSlot gone = slots.remove(random.nextInt(slots.size()));
                schedule.remove(gone);
                naive.remove(gone);
            }
            assertEquals(naive.size(), schedule.size());
            assertEquals(
                    naive.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE),
                    schedule.firstDue());
            if (schedule.size() > 0) {
                assertEquals(naive.get(schedule.first()), schedule.firstDue());
            }
        }
    }

    @Test
    void removingAnUnknownProbeChangesNothing() {
        Schedule schedule = new Schedule();
        ProbeSlot known = slot(1);
        schedule.add(known, 5);
        schedule.remove(slot(2));
        assertSame(known, schedule.first());
    }
}
