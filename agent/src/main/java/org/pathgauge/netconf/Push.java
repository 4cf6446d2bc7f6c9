package org.pathgauge.netconf;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.pathgauge.config.DatastoreLocks.Target;

/** A subscription to a datastore (RFC 8641). */
abstract class Push implements Dynamic {
    static final Name UPDATE = new Name(Ns.PUSH, "push-update");
    static final Name CONTENTS = new Name(Ns.PUSH, "datastore-contents");
    static final Name ID = new Name(Ns.PUSH, "id");

    /**
     * Of which datastore is told, and when: either once a period, or on change.
     *
     * @param datastore empty for the operational state
     */
    record Policy(Optional<Target> datastore, Optional<Periodic> periodic, Optional<OnChange> onChange) {
        Name datastoreName() {
            return new Name(Ns.DATASTORES, datastore.map(Target::element).orElse("operational"));
        }
    }

    /**
     * Once a period.
     *
     * @param centiseconds between two updates
     * @param anchor a time that updates are whole periods away from; empty for any
     */
    record Periodic(long centiseconds, Optional<Instant> anchor) {
        /** The first time after now at which an update is due; without an anchor whole periods after the last one. */
        Instant next(Instant last, Instant now) {
            Instant from = anchor.orElse(last);
            long period = 10 * centiseconds;
            long passed = Math.floorDiv(java.time.Duration.between(from, now).toMillis(), period);
            return from.plusMillis((passed + 1) * period);
        }
    }

    /**
     * On change.
     *
     * @param centiseconds between two updates at least
     * @param sync whether everything is told at the start
     * @param excluded kinds of changes that are not told
     */
    record OnChange(long centiseconds, boolean sync, Set<String> excluded) {}

    protected final DataTrees trees;
    protected final AtomicLong sent = new AtomicLong();
    private final long id;
    private final Session session;
    private volatile KeptFilter filter;
    private volatile Policy policy;
    private volatile Optional<Instant> stop;
    private volatile boolean ended;

    Push(long id, Session session, DataTrees trees, KeptFilter filter, Policy policy, Optional<Instant> stop) {
        this.id = id;
        this.session = session;
        this.trees = trees;
        this.filter = filter;
        this.policy = policy;
        this.stop = stop;
    }

    /** Changes what is told and when, to a policy of the same kind. */
    void modify(KeptFilter newFilter, Policy newPolicy, Optional<Instant> newStop) throws RpcError {
        filter = newFilter;
        policy = newPolicy;
        stop = newStop;
        stopAt(newStop);
    }

    protected final Instant now() {
        return session.outbox().clock().instant();
    }

    protected final void stopAt(Optional<Instant> time) {
        time.ifPresent(t -> session.outbox().at(t, () -> {
            if (!ended && stop.equals(time)) {
                terminate();
            }
        }));
    }

    /** Ends for a reason of the server's, which the subscriber is told. */
    protected final void terminate() {
        end();
        session.subscriptions().remove(id);
        session.outbox().tell(StateChanges.terminated(id));
    }

    protected final boolean ended() {
        return ended;
    }

    final Policy policy() {
        return policy;
    }

    @Override
    public final long id() {
        return id;
    }

    @Override
    public final Session session() {
        return session;
    }

    @Override
    public final KeptFilter filter() {
        return filter;
    }

    @Override
    public final Optional<Instant> stop() {
        return stop;
    }

    @Override
    public final Optional<Instant> replay() {
        return Optional.empty();
    }

    @Override
    public final Optional<Policy> push() {
        return Optional.of(policy);
    }

    @Override
    public final long sent() {
        return sent.get();
    }

    @Override
    public final long excluded() {
        return 0;
    }

    @Override
    public final void end() {
        ended = true;
    }
}
