package org.pathgauge.tcp;

import java.time.Instant;
import java.util.Optional;
import org.pathgauge.collect.SlotClock;
import org.pathgauge.model.WindowLength;

/**
 * Which slot of ten seconds is open, and of which slots the windows are made; slots are aligned to the wall clock.
 *
 * <p>10 s are the newest complete slot, a minute is six of them; longer windows are made of minutes, from one full minute
 * of the clock to another.
 */
final class SlotCycle {
    static final int SLOTS_PER_MINUTE = 6;
    static final int MINUTES = 15;
    private static final long SLOT_SECONDS = SlotClock.SLOT_NANOS / 1_000_000_000L;
    private static final long MOST_MISSED = (long) MINUTES * SLOTS_PER_MINUTE;

    private long open;
    private long firstFull;

    /** When a window began and ended. */
    record Span(Instant start, Instant end) {}

    SlotCycle(Instant now) {
        begin(slotOf(now));
    }

    private void begin(long slot) {
        open = slot;
        firstFull = slot + 1;
    }

    private static long slotOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SLOT_SECONDS);
    }

    /** What to do with the open slot, in the order of time. */
    interface Closer {
        /** A slot is complete. */
        void close(boolean endsMinute);

        /** The clock was set, or the machine slept: what was kept of slots says nothing now. */
        void forget();
    }

    /** Goes on to the slot of a time; returns whether slots were closed. */
    boolean advance(Instant now, Closer closer) {
        long slot = slotOf(now);
        if (slot == open) {
            return false;
        }
        if (slot < open || slot - open > MOST_MISSED) {
            closer.forget();
            begin(slot);
            return true;
        }
        while (open < slot) {
            open++;
            closer.close(Math.floorMod(open, SLOTS_PER_MINUTE) == 0);
        }
        return true;
    }

    /** When a window of complete slots began and ended; empty until it has them all. */
    Optional<Span> span(WindowLength length) {
        long slots = length.seconds() / SLOT_SECONDS;
        long end = length.seconds() <= WindowLength.MINUTE_1.seconds()
                ? open
                : Math.floorDiv(open, SLOTS_PER_MINUTE) * SLOTS_PER_MINUTE;
        return end - slots < firstFull
                ? Optional.empty()
                : Optional.of(new Span(
                        Instant.ofEpochSecond((end - slots) * SLOT_SECONDS),
                        Instant.ofEpochSecond(end * SLOT_SECONDS)));
    }
}
