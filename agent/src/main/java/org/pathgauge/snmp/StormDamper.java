package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.pathgauge.model.AlarmEvent;

/**
 * Passes on so many notifications of one alarm a minute. Of an alarm that changes more often the newest change waits; what
 * it overtakes is taken out in pairs, so that what is passed on rises and clears by turns, and its end is always told.
 *
 * <p>One thread, once a tick.
 */
final class StormDamper {
    private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private final Map<Integer, Bucket> buckets = new LinkedHashMap<>();
    private volatile int limit;
    private volatile long damped;

    private static final class Bucket {
        private double tokens;
        private long filled;
        private Optional<AlarmEvent> held = Optional.empty();
    }

    StormDamper(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Sets the limit.
     *
     * @param perMinute notifications of one alarm; 0 for all
     */
    void limit(int perMinute) {
        limit = perMinute;
    }

    /** How many were taken out. */
    long damped() {
        return damped;
    }

    /**
     * What is passed on now.
     *
     * @param events of this tick, in order; may be empty, because what waits is passed on in its time
     */
    List<AlarmEvent> pass(List<AlarmEvent> events) {
        int perMinute = limit;
        long now = nanos.getAsLong();
        List<AlarmEvent> passed = new ArrayList<>();
        for (AlarmEvent event : events) {
            Bucket bucket = buckets.computeIfAbsent(event.alarm().id(), id -> full(perMinute, now));
            fill(bucket, perMinute, now);
            if (bucket.held.isPresent()) {
                // The waiting one and this one undo each other: nothing is left to tell.
                bucket.held = bucket.held.get().raised() == event.raised() ? Optional.of(event) : Optional.empty();
                damped += bucket.held.isPresent() ? 1 : 2;
            } else {
                bucket.held = Optional.of(event);
            }
            take(bucket, perMinute).ifPresent(passed::add);
        }
        Iterator<Bucket> all = buckets.values().iterator();
        while (all.hasNext()) {
            Bucket bucket = all.next();
            fill(bucket, perMinute, now);
            take(bucket, perMinute).ifPresent(passed::add);
            if (bucket.held.isEmpty() && (perMinute == 0 || bucket.tokens >= perMinute)) {
                all.remove();
            }
        }
        return passed;
    }

    private static Bucket full(int perMinute, long now) {
        Bucket bucket = new Bucket();
        bucket.tokens = perMinute;
        bucket.filled = now;
        return bucket;
    }

    private static void fill(Bucket bucket, int perMinute, long now) {
        bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.filled) * perMinute / NANOS_PER_MINUTE);
        bucket.filled = now;
    }

    private static Optional<AlarmEvent> take(Bucket bucket, int perMinute) {
        if (bucket.held.isEmpty() || perMinute > 0 && bucket.tokens < 1) {
            return Optional.empty();
        }
        Optional<AlarmEvent> passed = bucket.held;
        bucket.tokens = Math.max(0, bucket.tokens - 1);
        bucket.held = Optional.empty();
        return passed;
    }
}
