package org.pathgauge.collect;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.Probe;

/**
 * Slots from before the agent started, by probe, for windows to go on with. Filled by one thread, then handed to the
 * collector.
 */
public final class RestoredSlots {
    /** How far back they are of any use: as long as the longest window, and the minute that is not full. */
    public static final int SLOTS = 96;

    private record Key(String probe, String measured) {}

    private final Map<Key, SlotHistory> byProbe = new HashMap<>();

    /**
     * Adds a slot behind all those added of the same probe; others are left out.
     *
     * @return whether it could be read
     */
    public boolean add(String probe, String measured, long slot, byte[] stored) {
        Optional<SlotData> data = StoredSlot.decode(slot, stored);
        data.ifPresent(d -> byProbe.merge(
                new Key(probe, measured), SlotHistory.EMPTY.restored(d), (have, none) -> have.restored(d)));
        return data.isPresent();
    }

    /** Removes what there is of a probe that is measured as it was then. */
    Optional<SlotHistory> take(Probe probe) {
        return Optional.ofNullable(byProbe.remove(new Key(probe.name(), probe.measured())));
    }
}
