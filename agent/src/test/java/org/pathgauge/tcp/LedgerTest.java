package org.pathgauge.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.WindowLength;

/** Totals and windows of rows, and what becomes of them when a row loses its place. */
class LedgerTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");

    private final SlotCycle cycle = new SlotCycle(BEGIN);
    private final Ledger remainder = new Ledger(1, BEGIN);
    private final Ledger row = new Ledger(3, BEGIN);

    private static Counts opened(long n) {
        Counts counts = new Counts();
        counts.add(Counts.OPENED, n);
        counts.add(Counts.CONNECT_NANOS, 1000 * n);
        counts.connect().add(7, n);
        return counts;
    }

    private void until(int seconds, Ledger... ledgers) {
        cycle.advance(BEGIN.plusSeconds(seconds), new SlotCycle.Closer() {
            @Override
            public void close(boolean endsMinute) {
                List.of(ledgers).forEach(l -> l.close(endsMinute));
            }

            @Override
            public void forget() {
                List.of(ledgers).forEach(Ledger::forget);
            }
        });
    }

    private long opened(Ledger ledger, WindowLength length) {
        return ledger.windows(cycle).stream()
                .filter(w -> w.length() == length)
                .mapToLong(w -> w.counters().opened())
                .findFirst()
                .orElse(-1);
    }

    @Test
    void windowsAppearWhenTheyHaveAllTheirSlots() {
        for (int slot = 0; slot < 200; slot++) {
            row.add(opened(slot), 0);
            until(10 * (slot + 1), row);
            int done = slot + 1;
            assertEquals(slot == 0 ? -1 : slot, opened(row, WindowLength.SECONDS_10), "slot " + slot);
            long minute = 0;
            for (int i = Math.max(0, done - 6); i < done; i++) {
                minute += i;
            }
            assertEquals(done < 7 ? -1 : minute, opened(row, WindowLength.MINUTE_1), "slot " + slot);
            int end = done / 6 * 6;
            long quarter = 0;
            for (int i = Math.max(0, end - 90); i < end; i++) {
                quarter += i;
            }
            assertEquals(end - 90 < 1 ? -1 : quarter, opened(row, WindowLength.MINUTES_15), "slot " + slot);
        }
        TcpWindow five = row.windows(cycle).get(2);
        assertEquals(BEGIN.plusSeconds(1980), five.end());
        assertEquals(BEGIN.plusSeconds(1680), five.start());
    }

    @Test
    void everyWindowAndTotalOfBothIsTheSumWhenOneLosesItsPlace() {
        for (int slot = 0; slot < 100; slot++) {
            remainder.add(opened(1), 0);
            if (slot > 40) {
                row.add(opened(100), 0);
                until(10 * (slot + 1), remainder, row);
            } else {
                until(10 * (slot + 1), remainder);
            }
        }
        row.add(opened(100), 90);
        long[] before = new long[WindowLength.values().length];
        for (WindowLength length : WindowLength.values()) {
            before[length.ordinal()] = opened(remainder, length) + opened(row, length);
        }
        remainder.merge(row);
        for (WindowLength length : WindowLength.values()) {
            assertEquals(before[length.ordinal()], opened(remainder, length), length.label());
        }
        assertEquals(100 + 60 * 100, remainder.totals().opened());
        assertEquals(100 + 60 * 100, remainder.totals().connect().count());
        assertEquals(OptionalLong.of(90_000), remainder.totals().rttMinNanos());
        until(1010, remainder);
        assertEquals(100, opened(remainder, WindowLength.SECONDS_10), "the open slot was taken over, too");
    }

    @Test
    void aStepOfTheClockLeavesTotalsAlone() {
        row.add(opened(5), 0);
        until(200, row);
        assertFalse(row.windows(cycle).isEmpty());
        until(-3600, row);
        assertTrue(row.windows(cycle).isEmpty());
        assertEquals(5, row.totals().opened());
        until(-3570, row);
        assertEquals(0, opened(row, WindowLength.SECONDS_10));
    }

    @Test
    void leastRoundTripTimeIsUnsignedAndZeroIsNone() {
        Counts counts = new Counts();
        counts.lowerRtt(0);
        assertTrue(counts.toModel().rttMinNanos().isEmpty());
        counts.lowerRtt(-1);
        assertEquals(OptionalLong.of(4_294_967_295_000L), counts.toModel().rttMinNanos());
        counts.lowerRtt(12);
        counts.lowerRtt(13);
        assertEquals(OptionalLong.of(12_000), counts.toModel().rttMinNanos());
    }
}
