package org.pathgauge.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * Joins stored slots of one probe, which come in rising order, into windows of one length that are aligned to the epoch.
 *
 * <p>Histograms are joined and percentiles taken from the whole, as in every window. Packet delay variation needs all
 * raw samples of a window at once; it is absent from windows longer than a quarter of an hour.
 */
public final class StoredSlots {
    /** Version of the encoding that the collector hands out and that is read here. */
    public static final int ENCODING = StoredSlot.VERSION;

    /** Slots held before they are joined. */
    private static final int MOST_PARTS = 60;

    private final long slotsPerWindow;
    private final boolean samples;
    private final WindowLength length;
    private final Consumer<Window> windows;
    private final List<SlotData> parts = new ArrayList<>();
    private long window = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;

    /**
     * Makes a joiner.
     *
     * @param resolution length of the windows, a multiple of ten seconds
     * @param windows takes each window when it is whole
     */
    public StoredSlots(Duration resolution, Consumer<Window> windows) {
        this.slotsPerWindow = resolution.toSeconds() / WindowLength.SECONDS_10.seconds();
        if (slotsPerWindow < 1 || resolution.toNanos() != slotsPerWindow * SlotClock.SLOT_NANOS) {
            throw new IllegalArgumentException(resolution + " is not a multiple of ten seconds");
        }
        this.samples = resolution.compareTo(WindowLength.MINUTES_15.duration()) <= 0;
        this.length = longestWithin(resolution);
        this.windows = windows;
    }

    private static WindowLength longestWithin(Duration resolution) {
        WindowLength longest = WindowLength.SECONDS_10;
        for (WindowLength candidate : WindowLength.values()) {
            longest = candidate.duration().compareTo(resolution) <= 0 ? candidate : longest;
        }
        return longest;
    }

    /**
     * Takes a slot. One that is not behind all before it was measured again after a step of the wall clock, and is left
     * out.
     *
     * @return whether it could be read
     */
    public boolean add(long slot, byte[] stored) {
        Optional<SlotData> decoded = StoredSlot.decode(slot, stored);
        if (decoded.isEmpty() || slot <= newest) {
            return decoded.isPresent();
        }
        newest = slot;
        long of = Math.floorDiv(slot, slotsPerWindow);
        if (of != window) {
            finish();
            window = of;
        }
        SlotData data = decoded.get();
        if (!samples) {
            data.samples = DelaySamples.EMPTY;
        }
        parts.add(data);
        if (parts.size() >= MOST_PARTS) {
            SlotData joined = SlotData.join(parts);
            parts.clear();
            parts.add(joined);
        }
        return true;
    }

    /** Hands out the last window. */
    public void finish() {
        if (!parts.isEmpty()) {
            SlotData joined = SlotData.join(parts);
            parts.clear();
            Instant start = SlotClock.startOf(window * slotsPerWindow);
            windows.accept(SlotHistory.window(length, start, SlotClock.startOf((window + 1) * slotsPerWindow), joined));
        }
    }
}
