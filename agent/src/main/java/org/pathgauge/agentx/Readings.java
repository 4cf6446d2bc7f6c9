package org.pathgauge.agentx;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.WindowCache;

/**
 * What each SNMP request is answered from. A master cuts one GETBULK into many PDUs with one transaction id; all of them
 * are answered from the snapshot of the first, so that the values of one response belong together. Used by one thread.
 */
final class Readings {
    private static final int KEPT = 16;

    private final Supplier<Snapshot> snapshots;
    private final LongSupplier nanos;
    private final long keptNanos;
    private final WindowCache windows = new WindowCache();
    private final Map<Integer, Kept> kept = new LinkedHashMap<>();

    private record Kept(Reading reading, long since) {}

    /**
     * Makes one for a session.
     *
     * @param longest that a request may take; a master that numbers its transactions badly sees no older snapshot
     */
    Readings(Supplier<Snapshot> snapshots, Duration longest, LongSupplier nanos) {
        this.keptNanos = longest.toNanos();
        this.snapshots = snapshots;
        this.nanos = nanos;
    }

    Reading of(int transaction) {
        long now = nanos.getAsLong();
        Kept found = kept.get(transaction);
        if (found != null && now - found.since < keptNanos) {
            return found.reading;
        }
        kept.remove(transaction);
        if (kept.size() == KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        Kept fresh = new Kept(new Reading(snapshots, windows), now);
        kept.put(transaction, fresh);
        return fresh.reading;
    }

    /** Lets go of the snapshots of requests that must be over. */
    void expire() {
        long now = nanos.getAsLong();
        kept.values().removeIf(k -> now - k.since >= keptNanos);
    }
}
