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

    /** All windows of 16,384 probes; more share places. Made when a table of windows is first walked. */
    private static final int TRAIT_PLACES = 65_536;

    private volatile Optional<AtomicReferenceArray<Traits>> traits = Optional.empty();

    private record Kept(int key, Object owner, Optional<Window> window) {}

    /** What a window has, kept for all windows because it is so much smaller. */
    private record Traits(int key, Object owner, int bits) {}

    /** Whether a window is known to lack a trait: then it needs not be computed to find out. */
    boolean lacks(ProbeStats probe, WindowLength length, int bit) {
        if (traits.isEmpty()) {
            return false;
        }
        int key = key(probe, length);
        Traits kept = traits.get().get(Math.floorMod(key, TRAIT_PLACES));
        return kept != null && kept.key == key && kept.owner == probe.windows().unchanged() && (kept.bits & bit) == 0;
    }

    /** What a window that was computed has, which is kept. */
    int traits(ProbeStats probe, WindowLength length, Window window) {
        AtomicReferenceArray<Traits> places = traits.orElseGet(() -> new AtomicReferenceArray<>(TRAIT_PLACES));
        if (traits.isEmpty()) {
            traits = Optional.of(places);
        }
        int key = key(probe, length);
        int place = Math.floorMod(key, TRAIT_PLACES);
        Object owner = probe.windows().unchanged();
        Traits kept = places.get(place);
        if (kept == null || kept.key != key || kept.owner != owner) {
            kept = new Traits(key, owner, WindowTraits.of(window));
            places.set(place, kept);
        }
        return kept.bits;
    }

    private static int key(ProbeStats probe, WindowLength length) {
        return probe.probe().index() * LENGTHS + length.ordinal();
    }

    /** The window, kept or computed. */
    Optional<Window> window(ProbeStats probe, WindowLength length) {
        int key = key(probe, length);
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
