package org.pathgauge.netconf;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A subscription of a session to the event stream: the one of RFC 5277, or one of several of RFC 8639.
 *
 * <p>A record is sent whole or not at all: when its user may receive it (RFC 8341 section 3.4.6) and the filter selects
 * something of it. Both are found out when its turn to be sent has come.
 */
final class Subscription {
    /**
     * What was asked for.
     *
     * @param filter over the notification
     * @param replay since when records of the log are sent first
     * @param stop time of the last record
     */
    record Terms(KeptFilter filter, Optional<Instant> replay, Optional<Instant> stop) {}

    /** How a subscription's own course is told. */
    interface Signals {
        /** All that the log had is sent. */
        Node.Branch replayed();

        /** The stop time has come. */
        Node.Branch completed();
    }

    private final Session session;
    private final EventStream stream;
    private final Nacm nacm;
    private final Signals signals;
    private final Runnable onCompleted;
    private final Consumer<EventRecord> receiver = this::receive;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong excluded = new AtomicLong();
    private volatile Terms terms;
    private volatile boolean ended;

    /**
     * Makes a subscription, which {@link #begin} must follow.
     *
     * @param onCompleted runs when the stop time has come
     */
    Subscription(Session session, EventStream stream, Nacm nacm, Terms terms, Signals signals, Runnable onCompleted) {
        this.session = session;
        this.stream = stream;
        this.nacm = nacm;
        this.terms = terms;
        this.signals = signals;
        this.onCompleted = onCompleted;
    }

    /**
     * Begins to send, after the reply to the request at hand.
     *
     * @throws RpcError when the session has no room for what is to be replayed
     */
    void begin() throws RpcError {
        Outbox outbox = session.outbox();
        outbox.hold();
        if (!stream.attach(receiver, terms.replay(), outbox.room() / 2)) {
            throw new RpcError(
                    RpcError.Type.APPLICATION,
                    RpcError.Tag.RESOURCE_DENIED,
                    "Too many notifications wait for this session to replay more; read those first");
        }
        if (terms.replay().isPresent()) {
            outbox.put(() -> ended ? Optional.empty() : Optional.of(tell(signals.replayed())));
        }
        terms.stop().ifPresent(stop -> outbox.at(stop, () -> stopIf(stop)));
    }

    Session session() {
        return session;
    }

    Terms terms() {
        return terms;
    }

    /** Changes filter and stop time. */
    void modify(KeptFilter filter, Optional<Instant> stop) {
        terms = new Terms(filter, terms.replay(), stop);
        stop.ifPresent(s -> session.outbox().at(s, () -> stopIf(s)));
    }

    /** Records sent. */
    long sent() {
        return sent.get();
    }

    /** Records that the filter or the access rules kept back. */
    long excluded() {
        return excluded.get();
    }

    /** Sends nothing more. */
    void end() {
        ended = true;
        stream.detach(receiver);
    }

    /** A stop time may have been changed since its timer was set. */
    private void stopIf(Instant stop) {
        if (!ended && terms.stop().equals(Optional.of(stop))) {
            stream.detach(receiver);
            session.outbox().put(() -> {
                if (ended) {
                    return Optional.empty();
                }
                end();
                onCompleted.run();
                return Optional.of(tell(signals.completed()));
            });
        }
    }

    private void receive(EventRecord event) {
        Terms present = terms;
        if (present.stop().isEmpty() || !event.time().isAfter(present.stop().get())) {
            session.outbox().put(() -> deliver(event));
        }
    }

    private Optional<Operation.Reply> deliver(EventRecord event) {
        if (ended) {
            return Optional.empty();
        }
        String user = session.peer().user();
        if (!nacm.mayReceive(user, event.name())) {
            excluded.incrementAndGet();
            return Optional.empty();
        }
        Node.Branch notification = event.content().of(nacm.of(user));
        if (!terms.filter().filter().selectsOf(EventRecord.around(notification))) {
            excluded.incrementAndGet();
            return Optional.empty();
        }
        sent.incrementAndGet();
        return Optional.of(EventRecord.message(event.time(), notification));
    }

    /** What a subscription tells of itself passes every filter and every rule. */
    private Operation.Reply tell(Node.Branch signal) {
        return EventRecord.message(stream.clock().instant(), signal);
    }
}
