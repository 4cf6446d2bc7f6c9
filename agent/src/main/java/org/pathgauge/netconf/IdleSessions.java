package org.pathgauge.netconf;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Ends sessions that ask nothing for too long and have no subscription. */
final class IdleSessions {
    private static final long LOOK_MILLIS = 1_000;

    /** What a session had asked when that number changed last. */
    private record Quiet(long messages, long since) {}

    private final Sessions sessions;
    private final LongSupplier nanos;
    /** Used by the timer alone. */
    private Map<Session, Quiet> quiet = new HashMap<>();

    private volatile Duration timeout = Duration.ZERO;

    /** Looks at sessions from now on, once a second. */
    IdleSessions(Sessions sessions, ScheduledExecutorService timer, LongSupplier nanos) {
        this.sessions = sessions;
        this.nanos = nanos;
        timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    Duration timeout() {
        return timeout;
    }

    /** Changes the time, also for sessions that are open; zero for never. */
    void timeout(Duration changed) {
        timeout = changed;
    }

    private void look() {
        Duration limit = timeout;
        if (limit.isZero()) {
            quiet = new HashMap<>();
            return;
        }
        long now = nanos.getAsLong();
        Map<Session, Quiet> next = new HashMap<>();
        for (Session session : sessions.established()) {
            Quiet before = quiet.get(session);
            boolean active = session.busy() || session.subscriptions().any();
            if (active || before == null || before.messages() != session.messages()) {
                next.put(session, new Quiet(session.messages(), now));
            } else if (now - before.since() >= limit.toNanos()) {
                session.end(Session.End.TIMEOUT, "no request for " + limit.toSeconds() + " s");
            } else {
                next.put(session, before);
            }
        }
        quiet = next;
    }
}
