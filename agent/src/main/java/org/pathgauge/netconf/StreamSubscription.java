package org.pathgauge.netconf;

import java.time.Instant;
import java.util.Optional;

/** A dynamic subscription to the event stream (RFC 8639 section 2.4). */
final class StreamSubscription implements Dynamic {
    private final long id;
    private final Subscription events;

    StreamSubscription(long id, Session session, EventStream stream, Nacm nacm, Subscription.Terms terms) {
        this.id = id;
        var signals = new Subscription.Signals() {
            @Override
            public Node.Branch replayed() {
                return StateChanges.replayed(id);
            }

            @Override
            public Node.Branch completed() {
                return StateChanges.terminated(id);
            }
        };
        events = new Subscription(
                session,
                stream,
                nacm,
                terms,
                signals,
                () -> session.subscriptions().remove(id));
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Session session() {
        return events.session();
    }

    @Override
    public KeptFilter filter() {
        return events.terms().filter();
    }

    @Override
    public Optional<Instant> stop() {
        return events.terms().stop();
    }

    @Override
    public Optional<Instant> replay() {
        return events.terms().replay();
    }

    @Override
    public Optional<Push.Policy> push() {
        return Optional.empty();
    }

    @Override
    public long sent() {
        return events.sent();
    }

    @Override
    public long excluded() {
        return events.excluded();
    }

    @Override
    public void begin() throws RpcError {
        events.begin();
    }

    void modify(KeptFilter filter, Optional<Instant> stop) {
        events.modify(filter, stop);
    }

    @Override
    public void end() {
        events.end();
    }
}
