package org.pathgauge.netconf;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All sessions of the server, and the statistics of those that are gone (RFC 6022 section 2.1). */
final class Sessions {
    private final Limits limits;
    private final Clock clock;
    private final RequestMemory memory = RequestMemory.ofHeap();
    private final Instant since;
    private final ConcurrentHashMap<Long, Session> open = new ConcurrentHashMap<>();
    private final List<Consumer<Session>> clearUps = new CopyOnWriteArrayList<>();
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong lastSubscription = new AtomicLong();
    private final AtomicLong badHellos = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final EventStream events;
    private final SessionCounters past = new SessionCounters();
    private final Logins logins = new Logins();
    private volatile Supplier<List<CallHomeClient.State>> callHome = List::of;

    Sessions(Limits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        this.since = clock.instant();
        this.events = new EventStream(clock);
    }

    /** What happens on the server, for sessions to subscribe to. */
    EventStream events() {
        return events;
    }

    /** Log-ins that led to no session. */
    Logins logins() {
        return logins;
    }

    /** How it goes with those whom the agent connects to. */
    List<CallHomeClient.State> callHome() {
        return callHome.get();
    }

    /** Tells where {@link #callHome()} is known. */
    void callHome(Supplier<List<CallHomeClient.State>> source) {
        callHome = source;
    }

    /** Makes a session for a peer; empty when there are too many. */
    synchronized Optional<Session> open(Peer peer, Dispatcher dispatcher) {
        if (open.size() >= limits.sessions()) {
            return Optional.empty();
        }
        long id = lastId.updateAndGet(n -> n >= 0xffff_ffffL ? 1 : n + 1);
        while (open.containsKey(id)) {
            id = lastId.updateAndGet(n -> n >= 0xffff_ffffL ? 1 : n + 1);
        }
        var session = new Session(id, peer, limits, dispatcher, clock, memory.share(), this::established);
        open.put(id, session);
        started.incrementAndGet();
        return Optional.of(session);
    }

    /** The dynamic subscriptions of all sessions. */
    List<Dynamic> dynamic() {
        return established().stream()
                .flatMap(s -> s.subscriptions().dynamic().stream())
                .toList();
    }

    /**
     * What subscriptions to changes select may have changed.
     *
     * @param state whether only the state has
     */
    void changed(boolean state) {
        for (Dynamic subscription : dynamic()) {
            if (subscription instanceof ChangePush push
                    && (!state || push.policy().datastore().isEmpty())) {
                push.changed();
            }
        }
    }

    /** A number that no subscription has had. */
    long nextSubscription() {
        return lastSubscription.incrementAndGet();
    }

    /** A session has exchanged hellos. */
    void established(Session session) {
        events.publish(SessionEvents.START, SessionEvents.started(session));
    }

    /** Has somebody told of each session that ends, once or more often. */
    void onEnd(Consumer<Session> clearUp) {
        clearUps.add(clearUp);
    }

    /** Takes from a session what it holds, before it is gone itself. */
    void clearUp(Session session) {
        clearUps.forEach(c -> c.accept(session));
    }

    /** Forgets a session that ended, but for its counters. */
    void ended(Session session, Session.End end) {
        try {
            clearUp(session);
        } finally {
            forget(session, end);
            events.publish(SessionEvents.END, SessionEvents.ended(session, end));
        }
    }

    private synchronized void forget(Session session, Session.End end) {
        open.remove(session.id());
        past.add(session.counters());
        switch (end) {
            case BAD_HELLO -> badHellos.incrementAndGet();
            case DROPPED, TIMEOUT, OTHER -> dropped.incrementAndGet();
            case CLOSED, KILLED -> {
                // Ended in good order.
            }
        }
    }

    Optional<Session> established(long id) {
        return Optional.ofNullable(open.get(id)).filter(Session::established);
    }

    /** Established sessions, sorted by id. */
    List<Session> established() {
        return open.values().stream()
                .filter(Session::established)
                .sorted(Comparator.comparingLong(Session::id))
                .toList();
    }

    /** All sessions, also those whose hello has not come. */
    List<Session> open() {
        return List.copyOf(open.values());
    }

    /** What the requests of all sessions hold beyond what is free, bytes. */
    long requestBytes() {
        return memory.taken();
    }

    /** Cuts all sessions. */
    void closeAll() {
        open.values().forEach(s -> s.end(Session.End.OTHER, "the server stops"));
    }

    Instant started() {
        return since;
    }

    long inBadHellos() {
        return badHellos.get();
    }

    /** All to whom the hello was sent: with those whose own was bad. */
    long inSessions() {
        return started.get();
    }

    long droppedSessions() {
        return dropped.get();
    }

    /** Counters over all sessions, present and past. */
    synchronized SessionCounters total() {
        var total = new SessionCounters();
        total.add(past);
        open.values().forEach(s -> total.add(s.counters()));
        return total;
    }
}
