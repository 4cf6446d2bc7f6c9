package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;

class PackedSlotTest {
    private static long any(Random random) {
        return random.nextLong() >>> random.nextInt(1, 64);
    }

    @Property(tries = 200)
    void unpacksWhatWasPacked(@ForAll long seed) {
        Random random = new Random(seed);
        SlotData slot = new SlotData();
        slot.number = any(random);
        slot.slots = random.nextInt(100);
        slot.sent = any(random);
        slot.received = any(random);
        slot.late = any(random);
        slot.duplicates = any(random);
        slot.reordered = any(random);
        slot.unsent = any(random);
        slot.rttSum = any(random);
        slot.rttSquares = any(random);
        slot.rttMin = random.nextInt(1_000_000);
        slot.rttMax = slot.rttMin + random.nextInt(1_000_000);
        slot.ipdvCount = any(random);
        slot.ipdvAbsSum = any(random);
        slot.ipdvMin = random.nextLong();
        slot.ipdvMax = random.nextLong();
        slot.jitter = random.nextBoolean() ? -1 : any(random);
        slot.pattern = new LossPattern(any(random), any(random), any(random), any(random), any(random));
        long[] delays = random.longs(random.nextInt(50), 1, 60_000_000_000L).toArray();
        slot.samples = DelaySamples.of(delays, delays.length);
        for (int i = 0; i < random.nextInt(60); i++) {
            slot.rtt.add(random.nextInt(194), 1 + random.nextInt(65_535));
            slot.ipdv.add(random.nextInt(98), 1 + random.nextInt(65_535));
        }
        withoutWhatNothingIsKnownOf(slot);
        byte[] packed = PackedSlot.pack(slot);
        SlotData back = PackedSlot.unpack(packed);
        assertEquals(slot.number, PackedSlot.number(packed));
        assertArrayEquals(packed, PackedSlot.pack(back));
        assertEquals(slot.number, back.number);
        assertEquals(slot.received, back.received);
        assertEquals(slot.ipdvMin, back.ipdvMin);
        assertEquals(slot.jitter, back.jitter);
        assertEquals(slot.pattern, back.pattern);
        assertEquals(slot.samples.pdvMaxNanos(), back.samples.pdvMaxNanos());
        assertEquals(slot.rtt.size(), back.rtt.size());
        for (int i = 0; i < slot.rtt.size(); i++) {
            assertEquals(slot.rtt.bucketAt(i), back.rtt.bucketAt(i));
            assertEquals(slot.rtt.countAt(i), back.rtt.countAt(i));
        }
    }

    /** A slot without replies has no round-trip times, one without pairs no IPDV; the format leaves them out. */
    private static void withoutWhatNothingIsKnownOf(SlotData slot) {
        if (slot.received == 0) {
            slot.rttSum = 0;
            slot.rttSquares = 0;
            slot.rttMin = 0;
            slot.rttMax = 0;
        }
        if (slot.ipdvCount == 0) {
            slot.ipdvAbsSum = 0;
            slot.ipdvMin = 0;
            slot.ipdvMax = 0;
        }
    }
}
