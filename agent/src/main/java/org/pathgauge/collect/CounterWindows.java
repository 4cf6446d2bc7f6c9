package org.pathgauge.collect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.pathgauge.model.WindowLength;

/**
 * Windows of counters that only rise, from what the totals were when each slot of ten seconds began.
 *
 * <p>The agent looks once a tick, so what falls into the first tick of a slot counts with the slot before.
 */
public final class CounterWindows {
    private static final int SLOT_SECONDS = WindowLength.SECONDS_10.seconds();
    private static final int MINUTE_SLOTS = WindowLength.MINUTE_1.seconds() / SLOT_SECONDS;

    private final WindowLength longest;
    private final int kept;
    private final TreeMap<Long, long[]> marks = new TreeMap<>();
    private long slot = Long.MIN_VALUE;

    /**
     * A complete window.
     *
     * @param length nominal length
     * @param start where it begins
     * @param end where it ends
     * @param counts by how much each counter rose, in the order in which they were given
     */
    public record Window(WindowLength length, Instant start, Instant end, List<Long> counts) {}

    /**
     * Windows without any counts yet.
     *
     * @param longest that is wanted; what is remembered grows with it
     */
    public CounterWindows(WindowLength longest) {
        this.longest = longest;
        // Enough for the longest window that ended a minute ago.
        kept = longest.seconds() / SLOT_SECONDS + MINUTE_SLOTS;
    }

    /** Notes the totals of a tick, always of the same counters. */
    public void tick(Instant now, long... totals) {
        long current = Math.floorDiv(now.getEpochSecond(), SLOT_SECONDS);
        if (current == slot) {
            return;
        }
        // After the first tick, and when the wall clock was set back, the slot is one of which the beginning is not
        // known.
        if (slot != Long.MIN_VALUE && current == slot + 1) {
            marks.put(current, totals.clone());
        }
        marks.headMap(current - kept).clear();
        slot = current;
    }

    /** The complete windows, shortest first. */
    public List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        for (WindowLength length : WindowLength.values()) {
            if (length.compareTo(longest) > 0) {
                break;
            }
            long end = length == WindowLength.SECONDS_10 ? slot : Math.floorDiv(slot, MINUTE_SLOTS) * MINUTE_SLOTS;
            long start = end - length.seconds() / SLOT_SECONDS;
            long[] from = marks.get(start);
            long[] to = marks.get(end);
            if (from != null && to != null) {
                windows.add(new Window(length, time(start), time(end), rise(from, to)));
            }
        }
        return windows;
    }

    private static List<Long> rise(long[] from, long[] to) {
        List<Long> counts = new ArrayList<>(to.length);
        for (int i = 0; i < to.length; i++) {
            counts.add(to[i] - from[i]);
        }
        return counts;
    }

    private static Instant time(long slotNumber) {
        return Instant.ofEpochSecond(slotNumber * SLOT_SECONDS);
    }
}
