package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

class StoredSlotTest {
    private final Random random = new Random(11);

    /** A slot as the kernel and the collector would fill it. */
    static SlotData slot(Random random, long number, int sent, boolean samples) {
        SlotData s = new SlotData();
        s.number = number;
        s.slots = 1;
        s.sent = sent;
        s.late = random.nextInt(20) == 0 ? 1 : 0;
        s.duplicates = random.nextInt(20) == 0 ? 3 : 0;
        s.reordered = random.nextInt(20) == 0 ? 2 : 0;
        s.unsent = random.nextInt(20) == 0 ? 1 : 0;
        long[] rtts = new long[sent];
        long before = -1;
        s.pattern = samples ? LossPattern.EMPTY : s.pattern;
        for (int i = 0; i < sent; i++) {
            boolean received = random.nextInt(50) > 0;
            if (samples) {
                s.pattern = s.pattern.then(LossPattern.of(received));
            }
            if (received) {
                long rtt = 1_000_000 + random.nextInt(400_000);
                s.rttMin = s.received == 0 ? rtt : Math.min(rtt, s.rttMin);
                s.rttMax = Math.max(rtt, s.rttMax);
                s.rttSum += rtt;
                s.rttSquares += rtt / 1000 * (rtt / 1000);
                s.rtt.add(StoredSlot.bucket(rtt), 1);
                if (before >= 0) {
                    long ipdv = rtt - before;
                    s.ipdvMin = s.ipdvCount == 0 ? ipdv : Math.min(ipdv, s.ipdvMin);
                    s.ipdvMax = s.ipdvCount == 0 ? ipdv : Math.max(ipdv, s.ipdvMax);
                    s.ipdvCount++;
                    s.ipdvAbsSum += Math.abs(ipdv);
                    s.ipdv.add(20 + (int) (Math.abs(ipdv) >> 15), 1);
                    s.jitter = Math.abs(ipdv) / 16;
                }
                rtts[(int) s.received++] = rtt;
            }
            before = received ? rtts[(int) s.received - 1] : -1;
        }
        if (samples) {
            s.samples = DelaySamples.of(rtts, (int) s.received);
        }
        return s;
    }

    private static void assertSame(SlotData expected, SlotData actual) {
        // The form in memory holds every field.
        assertArrayEquals(PackedSlot.pack(expected), PackedSlot.pack(actual));
    }

    @Test
    void everySlotComesBack() {
        for (int i = 0; i < 2_000; i++) {
            SlotData slot = slot(random, 170_000_000 + i, random.nextInt(100), random.nextBoolean());
            assertSame(
                    slot,
                    StoredSlot.decode(slot.number, StoredSlot.encode(slot)).orElseThrow());
        }
    }

    @Test
    void samplesThatDisagreeWithTheCountsLoseNeither() {
        SlotData slot = slot(random, 5, 50, true);
        slot.rttSum++;
        assertSame(slot, StoredSlot.decode(5, StoredSlot.encode(slot)).orElseThrow());
        slot = slot(random, 5, 50, true);
        slot.rtt.add(3, 1);
        assertSame(slot, StoredSlot.decode(5, StoredSlot.encode(slot)).orElseThrow());
        slot = slot(random, 5, 50, true);
        slot.samples = DelaySamples.of(new long[] {7, 9}, 2);
        assertSame(slot, StoredSlot.decode(5, StoredSlot.encode(slot)).orElseThrow());
    }

    @Test
    void extremesComeBack() {
        SlotData slot = new SlotData();
        slot.number = 1;
        slot.slots = 1;
        slot.sent = 65_535;
        slot.received = 2;
        slot.rttMin = 1;
        slot.rttMax = Long.MAX_VALUE;
        slot.rttSum = Long.MAX_VALUE;
        slot.rttSquares = Long.MAX_VALUE;
        slot.ipdvCount = 1;
        slot.ipdvMin = Long.MIN_VALUE / 2;
        slot.ipdvMax = Long.MAX_VALUE / 2;
        slot.rtt.add(0, 1);
        slot.rtt.add(Histogram.OCTAVES * Histogram.RTT_PER_OCTAVE + 1, 65_535);
        slot.ipdv.add(Histogram.OCTAVES * Histogram.IPDV_PER_OCTAVE + 1, 1);
        assertSame(slot, StoredSlot.decode(1, StoredSlot.encode(slot)).orElseThrow());
        SlotData unsent = new SlotData();
        unsent.slots = 1;
        unsent.unsent = 10;
        assertSame(unsent, StoredSlot.decode(0, StoredSlot.encode(unsent)).orElseThrow());
    }

    @Test
    void rubbishIsRefusedAndNeverThrows() {
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = StoredSlot.encode(slot(random, 1, random.nextInt(40), random.nextBoolean()));
            if (i % 3 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else if (i % 3 == 1) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                random.nextBytes(bytes);
            }
            refused += StoredSlot.decode(1, bytes).isEmpty() ? 1 : 0;
        }
        assertTrue(refused > 5_000, "only " + refused + " refused");
    }

    @Test
    void bucketsAreTheKernels() {
        for (int bucket = 1; bucket < Histogram.OCTAVES * Histogram.RTT_PER_OCTAVE + 2; bucket++) {
            long low = Histogram.lowerBound(Histogram.RTT_PER_OCTAVE, bucket);
            assertEquals(bucket, StoredSlot.bucket(low));
            assertEquals(bucket - 1, StoredSlot.bucket(low - 1));
        }
    }

    /** Joined windows hold what all their slots held, and an hour of slots is as good as six of ten minutes. */
    @Test
    void windowsAreJoinedFromSlots() {
        List<SlotData> slots = new ArrayList<>();
        List<Window> minutes = new ArrayList<>();
        List<Window> hours = new ArrayList<>();
        StoredSlots byMinute = new StoredSlots(Duration.ofMinutes(1), minutes::add);
        StoredSlots byHour = new StoredSlots(Duration.ofHours(1), hours::add);
        long first = 360 * 1000;
        for (int i = 0; i < 360; i++) {
            if (i % 50 == 7) {
                continue;
            }
            SlotData slot = slot(random, first + i, 10, true);
            slots.add(slot);
            assertTrue(byMinute.add(slot.number, StoredSlot.encode(slot)));
            assertTrue(byHour.add(slot.number, StoredSlot.encode(slot)));
            assertTrue(byHour.add(slot.number, StoredSlot.encode(slot)), "twice is no error, and counts once");
        }
        byMinute.finish();
        byHour.finish();
        assertEquals(60, minutes.size());
        assertEquals(1, hours.size());
        Window hour = hours.getFirst();
        assertEquals(SlotClock.startOf(first), hour.start());
        assertEquals(SlotClock.startOf(first + 360), hour.end());
        assertEquals(WindowLength.MINUTES_15, hour.length());
        assertEquals(slots.size(), hour.slots());
        assertEquals(slots.stream().mapToLong(s -> s.sent).sum(), hour.sent());
        assertEquals(slots.stream().mapToLong(s -> s.rttSum).sum(), hour.rttSumNanos());
        assertEquals(hour.received(), hour.rtt().total());
        assertEquals(
                SlotData.join(slots).pattern.longest(), hour.longestLossBurst().orElseThrow());
        assertTrue(hour.pdvMaxNanos().isEmpty());
        assertTrue(minutes.getFirst().pdvMaxNanos().isPresent());
        assertEquals(hour.lost(), minutes.stream().mapToLong(Window::lost).sum());
    }
}
