package org.pathgauge.snmp.disman;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.snmp4j.smi.Variable;

/**
 * Rows made by createAndWait that are not active yet. They are no part of the configuration, so there are few of them,
 * and not for long: RFC 2579 wants abandoned ones removed after some five minutes.
 */
final class Drafts {
    static final int MOST = 64;
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Map<PingKey, Draft> drafts = new HashMap<>();
    private long version;

    /** A row: the columns that were set, and when it was last changed. */
    record Draft(Map<Integer, Variable> columns, long changedNanos) {
        Draft {
            columns = Map.copyOf(columns);
        }
    }

    Drafts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized Optional<Draft> find(PingKey key) {
        expire();
        return Optional.ofNullable(drafts.get(key));
    }

    synchronized boolean hasRoomFor(int more) {
        expire();
        return drafts.size() + more <= MOST;
    }

    /** Changes whenever a row comes or goes. */
    synchronized long version() {
        expire();
        return version;
    }

    synchronized Map<PingKey, Draft> all() {
        expire();
        return Map.copyOf(drafts);
    }

    /** Puts a row in the place of what was there, or removes it. */
    synchronized void put(PingKey key, Optional<Map<Integer, Variable>> columns) {
        version++;
        if (columns.isPresent()) {
            drafts.put(key, new Draft(columns.get(), nanos.getAsLong()));
        } else {
            drafts.remove(key);
        }
    }

    private void expire() {
        long now = nanos.getAsLong();
        if (drafts.values().removeIf(draft -> now - draft.changedNanos > LIFETIME.toNanos())) {
            version++;
        }
    }
}
