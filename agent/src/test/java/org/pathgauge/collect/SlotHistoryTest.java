package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;
import org.pathgauge.model.WindowLimits;

class SlotHistoryTest {
    private static final long FIRST = 6_000_000;

    /** A slot with these delays in ns; 0 is a lost probe. */
    private static SlotData slot(long number, long... delays) {
        SlotData slot = new SlotData();
        slot.number = number;
        slot.slots = 1;
        slot.sent = delays.length;
        long[] received = Arrays.stream(delays).filter(d -> d > 0).toArray();
        slot.received = received.length;
        slot.rttMin = Arrays.stream(received).min().orElse(0);
        slot.rttMax = Arrays.stream(received).max().orElse(0);
        for (long delay : delays) {
            slot.pattern = slot.pattern.then(LossPattern.of(delay > 0));
            slot.rttSum += delay;
            slot.rttSquares += Math.round((double) delay * delay / 1e6);
            if (delay > 0) {
                slot.rtt.add(100, 1);
            }
        }
        slot.samples = DelaySamples.of(received, received.length);
        return slot;
    }

    private static SlotHistory with(SlotHistory history, SlotData slot) {
        SlotHistory next = history.with(slot);
        return slot.number % 6 == 5 ? next.withMinute(slot.number / 6) : next;
    }

    @Property(tries = 50)
    void windowsStayWithinTheLimits(@ForAll long seed) {
        Random random = new Random(seed);
        SlotHistory history = SlotHistory.EMPTY;
        assertEquals(new WindowLimits(0, false, false, false, false), history.limits());
        int slots = random.nextInt(120);
        for (int i = 0; i < slots; i++) {
            boolean silent = random.nextInt(20) > 0;
            SlotData slot = slot(
                    FIRST + i,
                    random.longs(random.nextInt(4), 0, silent ? 1 : 3).toArray());
            slot.ipdvCount = slot.received > 1 ? 1 : 0;
            slot.jitter = slot.received > 1 ? 7 : -1;
            slot.samples = random.nextBoolean() ? slot.samples : DelaySamples.EMPTY;
            history = with(history, slot);
            WindowLimits limits = history.limits();
            for (WindowLength length : WindowLength.values()) {
                Optional<Window> window = history.window(length);
                window.ifPresent(w -> assertWithin(limits, w));
            }
        }
    }

    private static void assertWithin(WindowLimits limits, Window w) {
        assertTrue(w.sent() <= limits.sent());
        assertTrue(limits.replies() || w.rttMinNanos().isEmpty() && w.rtt().size() == 0);
        assertTrue(limits.pairs() || w.ipdvMinNanos().isEmpty() && w.ipdv().size() == 0);
        assertTrue(limits.jitter() || w.jitterNanos().isEmpty());
        assertTrue(limits.samples() || w.pdvMaxNanos().isEmpty());
    }

    @Test
    void nothingIsThereBeforeTheFirstSlotIsComplete() {
        for (WindowLength length : WindowLength.values()) {
            assertTrue(SlotHistory.EMPTY.window(length).isEmpty());
        }
        SlotHistory one = SlotHistory.EMPTY.with(slot(FIRST, 5));
        assertTrue(one.window(WindowLength.SECONDS_10).isPresent());
        assertTrue(one.window(WindowLength.MINUTE_1).isEmpty());
    }

    @Test
    void aMinuteIsItsAlignedSlots() {
        SlotHistory history = SlotHistory.EMPTY;
        for (int i = 2; i < 9; i++) {
            history = with(history, slot(FIRST + i, 1000 * (i + 1), i == 3 ? 0 : 500));
        }
        Window minute = history.window(WindowLength.MINUTE_1).orElseThrow();
        assertEquals(Instant.ofEpochSecond(10 * FIRST), minute.start());
        assertEquals(Instant.ofEpochSecond(10 * FIRST + 60), minute.end());
        assertEquals(4, minute.slots());
        assertEquals(8, minute.sent());
        assertEquals(1, minute.lost());
        assertEquals(125_000, minute.lossPpm().orElseThrow());
        assertEquals(6000, minute.rttMaxNanos().orElseThrow());
        assertEquals(5500, minute.pdvMaxNanos().orElseThrow());
        Window newest = history.window(WindowLength.SECONDS_10).orElseThrow();
        assertEquals(Instant.ofEpochSecond(10 * (FIRST + 8)), newest.start());
    }

    /** Twenty random minutes, and each window against a walk over all probes in it. */
    @Property(tries = 40)
    void windowsAgreeWithWalkingAllProbes(@ForAll long seed) {
        Random random = new Random(seed);
        List<long[]> all = new ArrayList<>();
        SlotHistory history = SlotHistory.EMPTY;
        for (int i = 0; i < 120; i++) {
            long[] delays = random.longs(1 + random.nextInt(6), 1, 1_000_000)
                    .map(d -> random.nextInt(4) == 0 ? 0 : d)
                    .toArray();
            all.add(delays);
            history = with(history, slot(FIRST + i, delays));
        }
        for (WindowLength length : WindowLength.values()) {
            int slots = length.seconds() / 10;
            long[] probes = all.subList(120 - slots, 120).stream()
                    .flatMapToLong(Arrays::stream)
                    .toArray();
            long[] received = Arrays.stream(probes).filter(d -> d > 0).sorted().toArray();
            Window window = history.window(length).orElseThrow();
            assertEquals(slots, window.slots());
            assertEquals(probes.length, window.sent());
            assertEquals(received.length, window.received());
            if (received.length > 0) {
                assertEquals(received[0], window.rttMinNanos().orElseThrow());
                assertEquals(
                        received[(received.length * 95 + 99) / 100 - 1] - received[0],
                        window.pdvP95Nanos().orElseThrow());
            }
            assertEquals(periods(probes), window.lossPeriods().orElseThrow());
        }
    }

    private static int periods(long[] probes) {
        int periods = 0;
        for (int i = 0; i < probes.length; i++) {
            periods += probes[i] == 0 && (i == 0 || probes[i - 1] > 0) ? 1 : 0;
        }
        return periods;
    }

    @Test
    void aHistoryNeverChanges() {
        SlotHistory before = with(SlotHistory.EMPTY, slot(FIRST + 5, 100, 200));
        Window ten = before.window(WindowLength.SECONDS_10).orElseThrow();
        Window minute = before.window(WindowLength.MINUTE_1).orElseThrow();
        SlotHistory after = before;
        for (int i = 6; i < 200; i++) {
            after = with(after, slot(FIRST + i, 5));
        }
        assertEquals(
                ten.sent(), before.window(WindowLength.SECONDS_10).orElseThrow().sent());
        assertEquals(
                ten.start(),
                before.window(WindowLength.SECONDS_10).orElseThrow().start());
        assertEquals(
                minute.rttSumNanos(),
                before.window(WindowLength.MINUTE_1).orElseThrow().rttSumNanos());
    }

    @Test
    void missingSamplesLeavePdvAbsentAndAMissingPatternLossPeriods() {
        SlotData slot = slot(FIRST, 100, 200, 0);
        slot.samples = DelaySamples.of(new long[] {100}, 1);
        slot.pattern = LossPattern.of(true);
        Window window =
                SlotHistory.EMPTY.with(slot).window(WindowLength.SECONDS_10).orElseThrow();
        assertTrue(window.pdvMaxNanos().isEmpty());
        assertTrue(window.pdvP95Nanos().isEmpty());
        assertTrue(window.lossPeriods().isEmpty());
        assertTrue(window.longestLossBurst().isEmpty());
        assertEquals(333_333, window.lossPpm().orElseThrow());
    }

    @Test
    void anUnansweredSlotHasNoDelaysAtAll() {
        Window window = SlotHistory.EMPTY
                .with(slot(FIRST, 0, 0))
                .window(WindowLength.SECONDS_10)
                .orElseThrow();
        assertEquals(1_000_000, window.lossPpm().orElseThrow());
        assertTrue(window.rttMinNanos().isEmpty());
        assertTrue(window.rttMeanNanos().isEmpty());
        assertTrue(window.jitterNanos().isEmpty());
        assertTrue(window.ipdvMinNanos().isEmpty());
    }

    @Test
    void afterAStepBackTheFutureIsForgotten() {
        SlotHistory history = SlotHistory.EMPTY;
        for (int i = 0; i < 12; i++) {
            history = with(history, slot(FIRST + i, i + 1));
        }
        SlotHistory back = history.before(FIRST + 8);
        assertEquals(
                Instant.ofEpochSecond(10 * (FIRST + 7)),
                back.window(WindowLength.SECONDS_10).orElseThrow().start());
        assertEquals(
                Instant.ofEpochSecond(10 * FIRST),
                back.window(WindowLength.MINUTE_1).orElseThrow().start());
    }

    /** Two hundred random slots, more than any window holds. */
    @Property(tries = 20)
    void totalsHoldEverySlotEverAndNeverGoBack(@ForAll long seed) {
        Random random = new Random(seed);
        SlotHistory history = SlotHistory.EMPTY;
        long[] rtt = new long[Histogram.empty(Histogram.RTT_PER_OCTAVE).bucketCount()];
        long[] ipdv = new long[Histogram.empty(Histogram.IPDV_PER_OCTAVE).bucketCount()];
        for (int i = 0; i < 200; i++) {
            SlotData slot = slot(FIRST + i);
            for (int n = random.nextInt(9); n > 0; n--) {
                addTo(slot.rtt, rtt, random);
                addTo(slot.ipdv, ipdv, random);
            }
            history = with(history, slot);
            if (random.nextInt(20) == 0) {
                history = history.before(FIRST + i - random.nextInt(9));
            }
        }
        assertArrayEquals(rtt, dense(history.rttTotal()));
        assertArrayEquals(ipdv, dense(history.ipdvTotal()));
    }

    private static void addTo(SparseCounts counts, long[] dense, Random random) {
        int bucket = random.nextInt(dense.length);
        int count = 1 + random.nextInt(60_000);
        counts.add(bucket, count);
        dense[bucket] += count;
    }

    private static long[] dense(Histogram histogram) {
        long[] counts = new long[histogram.bucketCount()];
        for (int i = 0; i < histogram.size(); i++) {
            counts[histogram.bucketAt(i)] = histogram.countAt(i);
        }
        return counts;
    }

    @Test
    void totalsOfAnOlderHistoryNeverChange() {
        SlotHistory one = SlotHistory.EMPTY.with(slot(FIRST, 100, 200, 0));
        SlotHistory two = one.with(slot(FIRST + 1, 300));
        assertEquals(0, SlotHistory.EMPTY.rttTotal().total());
        assertEquals(2, one.rttTotal().total());
        assertEquals(3, two.rttTotal().total());
        assertEquals(300, one.rttTotalSumNanos());
        assertEquals(600, two.rttTotalSumNanos());
    }

    /** What is read back slot by slot gives the windows that were published, whatever slots are missing. */
    @Property(tries = 50)
    void aRestoredHistoryHasTheWindowsOfTheFirstOne(@ForAll long seed) {
        Random random = new Random(seed);
        SlotHistory published = SlotHistory.EMPTY;
        SlotHistory restored = SlotHistory.EMPTY;
        for (int i = 0; i < 110; i++) {
            long number = FIRST + i;
            if (random.nextInt(4) > 0) {
                long rtt = 1 + random.nextInt(9_000);
                published = published.with(slot(number, rtt, 0));
                restored = restored.restored(slot(number, rtt, 0));
            }
            if (number % 6 == 5) {
                published = published.withMinute(number / 6);
            }
        }
        // Without its last slot a minute is complete when a later one begins.
        long next = FIRST + 110 - (FIRST + 110) % 6;
        restored = SlotHistory.EMPTY.after(restored, next + 6);
        published = published.withMinute((FIRST + 109) / 6);
        for (WindowLength length : WindowLength.values()) {
            assertEquals(text(published, length), text(restored, length), length.toString());
        }
        assertEquals(0, restored.rttTotal().total(), "totals begin anew");
    }

    private static String text(SlotHistory history, WindowLength length) {
        return history.window(length)
                .map(w -> w.start() + " " + w.slots() + " " + w.sent() + " " + w.received() + " " + w.rttSumNanos()
                        + " " + w.pdvMaxNanos())
                .orElse("none");
    }

    @Test
    void aRestoredSlotThatIsNotNewerIsLeftOut() {
        SlotHistory history = SlotHistory.EMPTY
                .restored(slot(FIRST + 3, 7))
                .restored(slot(FIRST + 3, 9))
                .restored(slot(FIRST, 9));
        Window newest = history.window(WindowLength.SECONDS_10).orElseThrow();
        assertEquals(7, newest.rttMaxNanos().orElseThrow());
        assertSame(history, history.restored(slot(FIRST + 2, 9)));
    }

    /** The past comes after the first slots of the new agent: they stand, and what was before is joined to them. */
    @Test
    void thePastIsPutBeforeWhatWasMeasuredSince() {
        SlotHistory past = SlotHistory.EMPTY;
        for (int i = 0; i < 15; i++) {
            past = past.restored(slot(FIRST + i, 100));
        }
        SlotHistory own = SlotHistory.EMPTY;
        for (int i = 14; i < 24; i++) {
            own = with(own, slot(FIRST + i, 900));
        }
        SlotHistory joined = own.after(past, FIRST + 24);
        assertEquals(10, joined.rttTotal().total(), "totals count what this agent measured");
        assertEquals(
                900,
                joined.window(WindowLength.SECONDS_10)
                        .orElseThrow()
                        .rttMaxNanos()
                        .orElseThrow());
        Window five = joined.window(WindowLength.MINUTES_5).orElseThrow();
        assertEquals(Instant.ofEpochSecond(10 * FIRST - 60), five.start());
        assertEquals(100, five.rttMinNanos().orElseThrow());
        assertEquals(900, five.rttMaxNanos().orElseThrow());
        assertTrue(five.slots() >= 22 && five.slots() <= 24, five.slots() + " slots, none of them twice");
        assertEquals(five.slots(), five.sent());
    }
}
