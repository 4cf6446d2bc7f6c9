package org.pathgauge.snmp.mib;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * What one request is answered from: one snapshot, so that all values of a response belong together. Used by one thread.
 */
public final class Reading {
    private final Snapshot snapshot;
    private final Map<WindowLength, Computed> newest = new EnumMap<>(WindowLength.class);

    public Reading(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    private record Computed(ProbeStats owner, Optional<Window> window) {}

    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * A window of a probe. Windows are computed when asked for, and a request usually asks for many columns of a row in a
     * row, so the newest of each length is kept.
     */
    Optional<Window> window(ProbeStats probe, WindowLength length) {
        Computed computed = newest.get(length);
        if (computed == null || computed.owner != probe) {
            computed = new Computed(probe, probe.window(length));
            newest.put(length, computed);
        }
        return computed.window;
    }
}
