package org.pathgauge.snmp.mib;

import java.util.Optional;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** What one request is answered from: one snapshot, so that all values of a response belong together. */
public final class Reading {
    private final Snapshot snapshot;
    private final WindowCache windows;

    /**
     * Makes a reading of a snapshot.
     *
     * @param windows outlives the request
     */
    public Reading(Snapshot snapshot, WindowCache windows) {
        this.snapshot = snapshot;
        this.windows = windows;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** A window of a probe of the snapshot; windows are computed when asked for. */
    Optional<Window> window(ProbeStats probe, WindowLength length) {
        return windows.window(probe, length);
    }
}
