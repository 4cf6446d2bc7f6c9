package org.pathgauge.collect;

import org.pathgauge.model.HistoryHealth;
import org.pathgauge.model.Probe;

/** Takes complete slots for keeping, as {@link StoredSlots} reads them; must be quick. */
public interface SlotSink {
    /** Keeps nothing. */
    SlotSink NONE = new SlotSink() {
        @Override
        public void complete(Probe probe, long slot, byte[] stored) {
            // Nothing is kept.
        }

        @Override
        public void tickEnded() {
            // Nothing was kept.
        }

        @Override
        public HistoryHealth health() {
            return HistoryHealth.NONE;
        }
    };

    /**
     * Takes one slot.
     *
     * @param slot number of ten seconds since the epoch
     * @param stored what it holds; never changed again
     */
    void complete(Probe probe, long slot, byte[] stored);

    /** All slots of a tick were handed over. */
    void tickEnded();

    HistoryHealth health();
}
