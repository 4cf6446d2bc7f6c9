package org.pathgauge.snmp.mib;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * Windows that were computed for earlier requests, so that a walk down a column, one request after the other, does not
 * compute each of them once per column.
 *
 * <p>A window is kept with the object it was computed from, which never changes, and is only ever given out to a
 * snapshot that holds this very object. So snapshots do not mix, and a new one goes on with what did not change. Each
 * window has one place; more probes than there are places for share them. Safe for several threads.
 */
public final class WindowCache {
    /** All windows of 1,024 probes: some 5 MB when full. */
    private static final int PLACES = 4_096;

    /**
     * Of a walk over more windows than there are places, each would throw out the one that the next column wants. So
     * the old one often stays.
     */
    private static final int REPLACE_ONE_IN = 8;

    private static final int LENGTHS = WindowLength.values().length;

    private final AtomicReferenceArray<Kept> places = new AtomicReferenceArray<>(PLACES);
    private final AtomicInteger conflicts = new AtomicInteger();

    private record Kept(int key, Object owner, Optional<Window> window) {}

    /** The window, kept or computed. */
    Optional<Window> window(ProbeStats probe, WindowLength length) {
        int key = probe.probe().index() * LENGTHS + length.ordinal();
        int place = Math.floorMod(key, PLACES);
        Object owner = probe.windows().unchanged();
        Kept kept = places.get(place);
        if (kept != null && kept.key == key && kept.owner == owner) {
            return kept.window;
        }
        Optional<Window> window = probe.window(length);
        boolean conflict = kept != null && kept.key != key;
        if (!conflict || conflicts.incrementAndGet() % REPLACE_ONE_IN == 0) {
            places.set(place, new Kept(key, owner, window));
        }
        return window;
    }
}
