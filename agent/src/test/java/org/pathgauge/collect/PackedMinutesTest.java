package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PackedMinutesTest {
    private static byte[] slot(long number) {
        SlotData data = new SlotData();
        data.number = number;
        data.slots = 1;
        data.sent = 7 * number;
        return PackedSlot.pack(data);
    }

    @Test
    void theNewestSlotsAreKeptInOrderAndTheRestIsLeftOut() {
        byte[][] minutes = PackedMinutes.NONE;
        for (int number = 1; number <= 40; number++) {
            minutes = PackedMinutes.push(minutes, slot(number), 15);
            assertEquals(number, PackedMinutes.newest(minutes));
            List<byte[]> all = PackedMinutes.select(minutes, any -> true);
            assertEquals(Math.min(15, number), all.size());
            for (int i = 0; i < all.size(); i++) {
                assertArrayEquals(slot(number - i), all.get(i));
            }
        }
        assertEquals(3, PackedMinutes.select(minutes, number -> number > 37).size());
    }

    /** All probes complete a minute in the same second: a copy of all they have would be memory for twice as much. */
    @Test
    void aMinuteWritesOnlyAFewOthersAnew() {
        byte[][] minutes = PackedMinutes.NONE;
        for (int number = 1; number <= 40; number++) {
            byte[][] before = minutes;
            minutes = PackedMinutes.push(minutes, slot(number), 15);
            assertTrue(minutes.length <= 4);
            if (before.length > 2) {
                assertSame(before[1], minutes[number % 5 == 1 ? 2 : 1]);
            }
        }
    }
}
