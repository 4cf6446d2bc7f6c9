package org.pathgauge.netconf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pathgauge.netconf.DatastoreDiff.Edit;
import org.w3c.dom.Element;

/**
 * A subscription to the changes of a datastore (RFC 8641 section 3.1): what the filter selects is compared with what was told
 * last, whenever something may have changed.
 *
 * <p>What was told last is kept, so what may be selected is bounded.
 */
final class ChangePush extends Push {
    /** Size of what may be selected, bytes of XML; as a tree it takes some five times as much. */
    static final int MOST = 64 << 10;

    private static final Name CHANGES = new Name(Ns.PUSH, "push-change-update");
    private static final Name ROOT = CONTENTS;

    private Element told;
    private Instant last = Instant.EPOCH;
    private boolean pending;
    private long patches;

    ChangePush(long id, Session session, DataTrees trees, KeptFilter filter, Policy policy, Optional<Instant> stop) {
        super(id, session, trees, filter, policy, stop);
    }

    /** Keeps what is written up to a bound. */
    private static final class Bounded extends ByteArrayOutputStream {
        private boolean full;

        @Override
        public synchronized void write(byte[] more, int offset, int length) {
            full |= size() + length > MOST;
            if (!full) {
                super.write(more, offset, length);
            }
        }
    }

    /** What is selected is too much to be kept. */
    private static final class TooBig extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void begin() throws RpcError {
        Element now = first(filter(), policy());
        synchronized (this) {
            told = now;
        }
        session().outbox().hold();
        if (policy().onChange().orElseThrow().sync()) {
            resync();
        }
        stopAt(stop());
    }

    @Override
    void modify(KeptFilter newFilter, Policy newPolicy, Optional<Instant> newStop) throws RpcError {
        Element now = first(newFilter, newPolicy);
        super.modify(newFilter, newPolicy, newStop);
        synchronized (this) {
            told = now;
        }
        resync();
    }

    private Element first(KeptFilter filter, Policy policy) throws RpcError {
        if (policy.datastore().isEmpty() && trees.selectsUnnotified(filter.filter(), session())) {
            throw SubscriptionErrors.ON_CHANGE_UNSUPPORTED.refuse("Of the operational state only configuration and"
                    + " /pathgauge-alarms:alarms are told on change; select those, or use periodic");
        }
        try {
            return select(filter, policy);
        } catch (TooBig e) {
            throw SubscriptionErrors.SYNC_TOO_BIG.refuse(
                    "The filter selects more than " + MOST + " bytes; select less, or use periodic");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Element select(KeptFilter filter, Policy policy) throws RpcError, IOException {
        var bytes = new Bounded();
        var out = new XmlOut(bytes);
        out.start(ROOT);
        filter.filter().of(trees.notified(policy.datastore(), session())).write(new DataWriter(out));
        out.end();
        out.finish();
        if (bytes.full) {
            throw new TooBig();
        }
        return new Xml(Limits.DEFAULT.depth()).parse(bytes.toByteArray());
    }

    /** Has everything told again (RFC 8641 section 4.4.5), or for the first time. */
    void resync() {
        session().outbox().put(this::update);
    }

    /** Something may have changed. Called by whoever changed it; never waits for a client. */
    void changed() {
        Instant due;
        synchronized (this) {
            if (pending || ended()) {
                return;
            }
            pending = true;
            due = last.plusMillis(10 * policy().onChange().orElseThrow().centiseconds());
        }
        session().outbox().at(due, () -> session().outbox().put(this::changes));
    }

    private Optional<Element> selected() {
        if (ended()) {
            return Optional.empty();
        }
        try {
            return Optional.of(select(filter(), policy()));
        } catch (RpcError | IOException e) {
            terminate();
            return Optional.empty();
        }
    }

    private synchronized Optional<Operation.Reply> update() {
        Optional<Element> now = selected();
        if (now.isEmpty()) {
            return Optional.empty();
        }
        told = now.get();
        last = now();
        sent.incrementAndGet();
        Instant time = last;
        List<Element> contents = Xml.children(told);
        return Optional.of(out -> EventRecord.write(out, time, UPDATE, to -> {
            out.leaf(ID, id());
            out.start(CONTENTS);
            to.write(new ElementBranch(CONTENTS, contents), Optional.empty());
            out.end();
        }));
    }

    private synchronized Optional<Operation.Reply> changes() {
        pending = false;
        Optional<Element> now = selected();
        if (now.isEmpty()) {
            return Optional.empty();
        }
        var excluded = policy().onChange().orElseThrow().excluded();
        List<Edit> edits = DatastoreDiff.between(told, now.get(), trees.models()).stream()
                .filter(e -> !excluded.contains(e.operation()))
                .toList();
        told = now.get();
        if (edits.isEmpty()) {
            return Optional.empty();
        }
        last = now();
        sent.incrementAndGet();
        Instant time = last;
        long patch = patches++;
        return Optional.of(out -> EventRecord.write(out, time, CHANGES, to -> {
            out.leaf(ID, id());
            out.start(new Name(Ns.PUSH, "datastore-changes"));
            out.start(new Name(Ns.PUSH, "yang-patch"));
            out.leaf(new Name(Ns.PUSH, "patch-id"), patch);
            for (int i = 0; i < edits.size(); i++) {
                edits.get(i).write(out, i);
            }
            out.end();
            out.end();
        }));
    }
}
