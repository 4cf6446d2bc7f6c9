package org.pathgauge.snmp.mib;

import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * What one request is answered from: one snapshot, so that all values of a response belong together. Used by one thread.
 */
public final class Reading {
    private final Supplier<Snapshot> source;
    private final WindowCache windows;
    private Optional<Snapshot> snapshot = Optional.empty();
    private int place = -1;

    /**
     * Makes a reading.
     *
     * @param source asked once, and only if the request is about anything in a snapshot
     * @param windows outlives the request
     */
    public Reading(Supplier<Snapshot> source, WindowCache windows) {
        this.source = source;
        this.windows = windows;
    }

    public Snapshot snapshot() {
        if (snapshot.isEmpty()) {
            snapshot = Optional.of(source.get());
        }
        return snapshot.get();
    }

    /** Where {@link MibTree} found the object before; -1 for nowhere. */
    int place() {
        return place;
    }

    void place(int found) {
        place = found;
    }

    /** A window of a probe of the snapshot; windows are computed when asked for. */
    Optional<Window> window(ProbeStats probe, WindowLength length) {
        return windows.window(probe, length);
    }

    /**
     * A window of a probe that has a trait; none that is known to lack it is computed.
     *
     * @param trait a bit of {@link WindowTraits}
     */
    Optional<Window> windowWith(int trait, ProbeStats probe, WindowLength length) {
        if (windows.lacks(probe, length, trait)) {
            return Optional.empty();
        }
        return windows.window(probe, length).filter(w -> (windows.traits(probe, length, w) & trait) != 0);
    }
}
