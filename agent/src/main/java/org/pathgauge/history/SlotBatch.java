package org.pathgauge.history;

import java.util.ArrayList;
import java.util.List;
import org.pathgauge.model.Probe;

/** Complete slots that one tick found, on their way to the disk. */
final class SlotBatch {
    /** Objects around the octets, about. */
    private static final int OVERHEAD = 48;

    /** One slot of one probe. */
    record Entry(Probe probe, long slot, byte[] stored) {}

    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    void add(Probe probe, long slot, byte[] stored) {
        entries.add(new Entry(probe, slot, stored));
        bytes += stored.length + OVERHEAD;
    }

    List<Entry> entries() {
        return entries;
    }

    /** Memory it takes, about. */
    long bytes() {
        return bytes;
    }
}
