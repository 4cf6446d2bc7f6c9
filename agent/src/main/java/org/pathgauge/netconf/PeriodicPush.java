package org.pathgauge.netconf;

import java.time.Instant;
import java.util.Optional;

/**
 * A periodic subscription to a datastore (RFC 8641 section 3.1): a push-update with all that the filter selects, at once, or
 * by the anchor, and then once a period.
 *
 * <p>An update is made when it is sent, and the next one is due after that: a client that reads slowly gets fewer.
 */
final class PeriodicPush extends Push {
    /** A snapshot is taken each second; no state changes faster. */
    static final long SHORTEST_CENTISECONDS = 100;

    private volatile long modification;

    PeriodicPush(long id, Session session, DataTrees trees, KeptFilter filter, Policy policy, Optional<Instant> stop) {
        super(id, session, trees, filter, policy, stop);
    }

    @Override
    public void begin() {
        session().outbox().hold();
        Instant now = now();
        Periodic periodic = policy().periodic().orElseThrow();
        schedule(periodic.anchor().isPresent() ? periodic.next(now, now) : now);
        stopAt(stop());
    }

    @Override
    void modify(KeptFilter newFilter, Policy newPolicy, Optional<Instant> newStop) throws RpcError {
        super.modify(newFilter, newPolicy, newStop);
        modification++;
        Instant now = now();
        schedule(newPolicy.periodic().orElseThrow().next(now, now));
    }

    private void schedule(Instant due) {
        long mine = modification;
        session().outbox().at(due, () -> {
            if (!ended() && mine == modification) {
                session().outbox().put(() -> update(due, mine));
            }
        });
    }

    private Optional<Operation.Reply> update(Instant due, long mine) {
        if (ended() || mine != modification) {
            return Optional.empty();
        }
        Instant now = now();
        schedule(policy().periodic().orElseThrow().next(due, now));
        Filter.Selected selected;
        try {
            selected = filter().filter().of(trees.pushed(policy().datastore(), session()));
        } catch (RpcError e) {
            // By now the expression looks at too much.
            terminate();
            return Optional.empty();
        }
        sent.incrementAndGet();
        return Optional.of(out -> EventRecord.write(out, now, UPDATE, to -> {
            out.leaf(ID, id());
            out.start(CONTENTS);
            selected.write(to);
            out.end();
        }));
    }
}
