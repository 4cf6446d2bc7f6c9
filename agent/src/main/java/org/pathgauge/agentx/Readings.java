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

    /** A master that numbers its transactions badly must not see one snapshot for ever. */
    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<Snapshot> snapshots;
    private final LongSupplier nanos;
    private final WindowCache windows = new WindowCache();
    private final Map<Integer, Kept> kept = new LinkedHashMap<>();

    private record Kept(Reading reading, long since) {}

    Readings(Supplier<Snapshot> snapshots, LongSupplier nanos) {
        this.snapshots = snapshots;
        this.nanos = nanos;
    }

    Reading of(int transaction) {
        long now = nanos.getAsLong();
        Kept found = kept.get(transaction);
        if (found != null && now - found.since < KEPT_NANOS) {
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

    /** Forgets the snapshots of requests that are over; call it when nobody has asked for a while. */
    void clear() {
        kept.clear();
    }
}
