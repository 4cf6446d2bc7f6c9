package org.pathgauge.snmp.set;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.Editor;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.MibView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;

/**
 * One SET: all of its variables are written, as if at once, or none (RFC 3416 section 4.2.5).
 *
 * <p>The phases are those of RFC 2741 section 7.2.4, in which an AgentX master asks for them: {@link #test}, then
 * {@link #commit}, then {@link #cleanup}, or {@link #undo} when another subagent failed. Nothing is held between phases,
 * so a transaction that is never finished does no harm: a commit stages all variables anew on what is there by then.
 */
public final class SetTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(SetTransaction.class);

    private final String who;
    private final MibTree tree;
    private final Optional<Datastore> datastore;
    private final List<Assignment> assignments;
    private Optional<SetStage> stage = Optional.empty();
    private Optional<Done> done = Optional.empty();

    /** What a commit changed. */
    private record Done(ContainerNode before, ContainerNode after, List<SetStage.Effect> effects) {}

    SetTransaction(String who, MibTree tree, Optional<Datastore> datastore, List<Assignment> assignments) {
        this.who = who;
        this.tree = tree;
        this.datastore = datastore;
        this.assignments = assignments;
    }

    /**
     * Finds out whether all variables could be written, by all that the datastore and the parts of the agent can tell
     * beforehand; changes nothing.
     */
    public synchronized SetResult test() {
        if (assignments.isEmpty()) {
            return SetResult.OK;
        }
        return attempt(store -> store.tryOut(editor(), this::stage), PDU.resourceUnavailable);
    }

    /**
     * Writes all variables, or none. To an AgentX master, which wants to hear nothing else by then, each failure is
     * commitFailed.
     */
    public synchronized SetResult commit() {
        if (done.isPresent()) {
            throw new IllegalStateException("a SET is committed once");
        }
        if (assignments.isEmpty()) {
            return SetResult.OK;
        }
        return attempt(this::commit, PDU.commitFailed);
    }

    /** Nobody else's commit comes between the change, what follows it, and the undoing of both if that fails. */
    private void commit(Datastore store) throws ConfigException, SetException {
        store.exclusively(() -> {
            ContainerNode before = store.running();
            store.editDocument(editor(), this::stage);
            List<SetStage.Effect> made = new ArrayList<>();
            done = Optional.of(new Done(before, store.running(), made));
            try {
                for (SetStage.Effect effect : stage.orElseThrow().effects()) {
                    effect.apply().run();
                    made.add(effect);
                }
            } catch (SetException e) {
                if (undo().failed()) {
                    throw SetException.undoFailed(e.getMessage() + ", and what was written before cannot be undone");
                }
                throw e;
            }
        });
    }

    /**
     * Takes back what {@link #commit} did, and nothing else.
     *
     * @return undoFailed when the configuration was changed by somebody else meanwhile, or is locked
     */
    public synchronized SetResult undo() {
        if (done.isEmpty()) {
            return SetResult.OK;
        }
        Done undoing = done.get();
        Datastore store = datastore.orElseThrow();
        try {
            store.exclusively(() -> undo(store, undoing));
            done = Optional.empty();
            return SetResult.OK;
        } catch (ConfigException | SetException e) {
            LOG.warn("SET of {} cannot be undone: {}", who, e.getMessage());
            return new SetResult(PDU.undoFailed, 0);
        }
    }

    private void undo(Datastore store, Done undoing) throws ConfigException, SetException {
        List<SetStage.Effect> effects = undoing.effects();
        while (!effects.isEmpty()) {
            effects.getLast().undo().run();
            effects.removeLast();
        }
        if (undoing.after().equals(undoing.before())) {
            return;
        }
        if (!store.running().equals(undoing.after())) {
            throw SetException.undoFailed("the configuration was changed since");
        }
        store.edit(editor(), now -> undoing.before());
    }

    /** Ends the transaction; what was committed stays. */
    public synchronized void cleanup() {
        stage = Optional.empty();
        done = Optional.empty();
    }

    private Editor editor() {
        return new Editor(who, 0);
    }

    @FunctionalInterface
    private interface Phase {
        void run(Datastore store) throws ConfigException, SetException;
    }

    private SetResult attempt(Phase phase, int failed) {
        try {
            if (datastore.isEmpty()) {
                throw SetException.resourceUnavailable(
                        assignments.getFirst(),
                        "the agent has just started and its models are not loaded yet; try again in a second");
            }
            phase.run(datastore.get());
            return SetResult.OK;
        } catch (SetException e) {
            return refused(e.result(), e.getMessage());
        } catch (ConfigException e) {
            ConfigError first = e.errors().getFirst();
            int status = status(first, failed);
            return refused(
                    new SetResult(status, stage.map(s -> s.blamed(first.path())).orElse(1)), e.getMessage());
        }
    }

    private SetResult refused(SetResult result, String why) {
        LOG.info(
                "SET of {} refused: {} at variable {} ({}): {}",
                who,
                PDU.toErrorStatusText(result.status()),
                result.index(),
                result.index() == 0 ? "-" : assignments.get(result.index() - 1).oid(),
                why);
        return result;
    }

    private int status(ConfigError error, int failed) {
        return switch (error.errorTag()) {
            case "in-use", "resource-denied" -> PDU.resourceUnavailable;
            case "invalid-value" ->
                stage.filter(s -> s.exactly(error.path())).isPresent() ? PDU.wrongValue : PDU.inconsistentValue;
            case "operation-failed" -> error.appTag().isPresent() ? PDU.inconsistentValue : failed;
            default -> PDU.inconsistentValue;
        };
    }

    /** Has the views write all variables into a copy of the configuration. */
    private void stage(ConfigEdit edit) throws SetException {
        SetStage next = new SetStage(who, edit);
        stage = Optional.of(next);
        Set<WritableView> views = new LinkedHashSet<>();
        for (Assignment assignment : assignments) {
            Optional<MibView> view = tree.view(assignment.oid());
            if (view.isPresent() && view.get() instanceof WritableView writable) {
                writable.set(next, assignment);
                views.add(writable);
            } else {
                throw SetException.notWritable(assignment, "the object can only be read, or is not known here");
            }
        }
        for (WritableView view : views) {
            view.together(next);
        }
    }
}
