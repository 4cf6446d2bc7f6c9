package org.pathgauge.drops;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.pathgauge.model.KernelDrops.Window;
import org.pathgauge.model.WindowLength;

/**
 * Windows of one interface's drops, from what the totals were when each slot of ten seconds began.
 *
 * <p>The agent looks once a tick, so what falls into the first tick of a slot counts with the slot before.
 */
final class DropWindows {
    private static final int SLOT_SECONDS = WindowLength.SECONDS_10.seconds();
    private static final int MINUTE_SLOTS = WindowLength.MINUTE_1.seconds() / SLOT_SECONDS;

    /** Enough for the longest window that ended a minute ago. */
    private static final int KEPT = WindowLength.MINUTES_15.seconds() / SLOT_SECONDS + MINUTE_SLOTS;

    private record Mark(long dropped, long benign) {}

    private final TreeMap<Long, Mark> marks = new TreeMap<>();
    private long slot = Long.MIN_VALUE;

    /** Notes the totals of a tick. */
    void tick(Instant now, long dropped, long benign) {
        long current = Math.floorDiv(now.getEpochSecond(), SLOT_SECONDS);
        if (current == slot) {
            return;
        }
        // After the first tick, and when the wall clock was set back, the slot is one of which the beginning is not
        // known.
        if (slot != Long.MIN_VALUE && current == slot + 1) {
            marks.put(current, new Mark(dropped, benign));
        }
        marks.headMap(current - KEPT).clear();
        slot = current;
    }

    /** The complete windows, shortest first. */
    List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        for (WindowLength length : WindowLength.values()) {
            long end = length == WindowLength.SECONDS_10 ? slot : Math.floorDiv(slot, MINUTE_SLOTS) * MINUTE_SLOTS;
            long start = end - length.seconds() / SLOT_SECONDS;
            Mark from = marks.get(start);
            Mark to = marks.get(end);
            if (from != null && to != null) {
                windows.add(
                        new Window(length, time(start), time(end), to.dropped - from.dropped, to.benign - from.benign));
            }
        }
        return windows;
    }

    private static Instant time(long slotNumber) {
        return Instant.ofEpochSecond(slotNumber * SLOT_SECONDS);
    }
}
