package org.pathgauge.netconf;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The event stream NETCONF, the only one, which has every event (RFC 5277 section 3.2.3), and its log for replay.
 *
 * <p>The log is in memory: it begins anew with each start of the agent, and its oldest records give way to new ones.
 */
final class EventStream {
    static final String NAME = "NETCONF";

    /** Records in the log; a raised alarm takes less than 1 KiB. */
    static final int KEPT = 1000;

    static final String DESCRIPTION = "All events of the agent";

    private final Clock clock;
    private final Instant created;
    private final Deque<EventRecord> log = new ArrayDeque<>();
    private final Set<Consumer<EventRecord>> receivers = new LinkedHashSet<>();
    private Optional<Instant> aged = Optional.empty();
    private Instant last;

    EventStream(Clock clock) {
        this.clock = clock;
        this.created = clock.instant();
        this.last = created;
    }

    /** Adds a record and hands it to all receivers. */
    void publish(Name name, EventRecord.Content content) {
        publish(clock.instant(), name, content);
    }

    /** Adds a record of something that happened at a time; the log stays in the order of its times all the same. */
    synchronized void publish(Instant time, Name name, EventRecord.Content content) {
        last = time.isBefore(last) ? last : time;
        var event = new EventRecord(last, name, content);
        log.add(event);
        if (log.size() > KEPT) {
            aged = Optional.of(log.remove().time());
        }
        receivers.forEach(r -> r.accept(event));
    }

    /**
     * Has a receiver get every record from now on. It is called by the thread that publishes and must not wait.
     *
     * @param since the records of the log from there on come first; empty for none
     * @param most how many of those it takes
     * @return false, and nothing has changed, when there are more
     */
    synchronized boolean attach(Consumer<EventRecord> receiver, Optional<Instant> since, int most) {
        List<EventRecord> old = log.stream()
                .filter(e -> since.isPresent() && !e.time().isBefore(since.get()))
                .toList();
        if (old.size() > most) {
            return false;
        }
        old.forEach(receiver);
        receivers.add(receiver);
        return true;
    }

    synchronized void detach(Consumer<EventRecord> receiver) {
        receivers.remove(receiver);
    }

    /** The earliest time from which on the log has everything. */
    synchronized Instant begin() {
        return aged.isEmpty() ? created : log.getFirst().time();
    }

    /** When the log was begun. */
    Instant created() {
        return created;
    }

    /** The time of the newest record that the log has no more. */
    synchronized Optional<Instant> aged() {
        return aged;
    }

    /** The wall clock that records are stamped by. */
    Clock clock() {
        return clock;
    }
}
