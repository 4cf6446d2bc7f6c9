package org.pathgauge.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.pathgauge.model.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running datastore: the one configuration, and the one transaction by which every editor changes it.
 *
 * <p>A commit validates the whole new configuration, has every participant prepare, then apply it, and writes it to the
 * file. Whatever fails, all that was applied or prepared is rolled back in reverse order and nothing has changed.
 * Commits are serialised; readers never wait.
 */
public final class Datastore {
    private static final Logger LOG = LoggerFactory.getLogger(Datastore.class);

    private final YangModels models;
    private final ConfigValidator validator;
    private final ConfigStore store;
    private final IndexRegistry indexes;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final DatastoreLocks locks;
    private final Candidate candidate;
    private final Decoded decoded = new Decoded();
    private final List<ConfigParticipant> participants = new CopyOnWriteArrayList<>();
    private final List<ConfigListener> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;

    private record State(ContainerNode running, AgentConfig config) {}

    Datastore(
            YangModels models,
            ConfigValidator validator,
            ConfigStore store,
            IndexRegistry indexes,
            Clock clock,
            ContainerNode initial,
            AgentConfig config) {
        this.models = models;
        this.validator = validator;
        this.store = store;
        this.indexes = indexes;
        this.clock = clock;
        this.state = new State(initial, config);
        this.locks = new DatastoreLocks(clock);
        this.candidate = new Candidate(this, store, clock);
    }

    /** The models that the configuration is validated by. */
    public YangModels models() {
        return models;
    }

    /** The root of the running configuration; its children are the top-level containers. No defaults are filled in. */
    public ContainerNode running() {
        return state.running();
    }

    /** The running configuration, decoded, with defaults. */
    public AgentConfig config() {
        return state.config();
    }

    /** The candidate datastore, by which a session changes this one in steps. */
    public Candidate candidate() {
        return candidate;
    }

    /** Who has locked which datastore. */
    public DatastoreLocks locks() {
        return locks;
    }

    /** The file that the running configuration is kept in. */
    public Path file() {
        return store.file();
    }

    /**
     * Has a part of the agent take part in each commit from now on. It must have taken up {@link #config} already.
     * Participants prepare and apply in the order in which they were added.
     */
    public void addParticipant(ConfigParticipant participant) {
        participants.add(participant);
    }

    /** Has somebody told of each commit from now on. */
    public void addListener(ConfigListener listener) {
        listeners.add(listener);
    }

    /**
     * One change of a tree.
     *
     * @param <E> why the change may be refused
     */
    @FunctionalInterface
    public interface Change<E extends Exception> {
        /** The tree as it shall be. */
        ContainerNode apply(ContainerNode before) throws E;
    }

    /**
     * Makes a tree the running configuration.
     *
     * @param editor who asks, for the log
     * @param root the whole new configuration, with the name of {@link #running}
     * @throws ConfigException with every reason for which it is refused; nothing has changed
     */
    public void commit(String editor, NormalizedNode root) throws ConfigException {
        if (!(root instanceof ContainerNode container)) {
            throw new IllegalArgumentException("the root of a configuration is a container, not "
                    + root.contract().getSimpleName());
        }
        edit(new Editor(editor, 0), before -> container);
    }

    /**
     * Changes the running configuration; no other change comes between the reading and the writing.
     *
     * @param editor who asks
     * @param change gives the whole new configuration
     * @throws ConfigException with every reason for which it is refused; nothing has changed
     */
    public <E extends Exception> void edit(Editor editor, Change<E> change) throws ConfigException, E {
        exclusively(() -> {
            permit(editor);
            ContainerNode after = change.apply(running());
            if (!after.equals(running())) {
                store.permitWrite();
                commit(editor, validator.validate(after), true);
            }
        });
    }

    /**
     * One change of a document.
     *
     * @param <E> why the change may be refused
     */
    @FunctionalInterface
    public interface DocumentChange<E extends Exception> {
        void apply(ConfigEdit document) throws E;
    }

    /**
     * Changes the running configuration node by node; no other change comes between the reading and the writing.
     *
     * @param editor who asks
     * @param change makes the changes, of which only what they touch is looked at
     * @throws ConfigException with every reason for which it is refused; nothing has changed
     */
    public <E extends Exception> void editDocument(Editor editor, DocumentChange<E> change) throws ConfigException, E {
        exclusively(() -> {
            Optional<ConfigValidator.Valid> next = changed(editor, change);
            if (next.isPresent()) {
                commit(editor, next.get(), true);
            }
        });
    }

    /**
     * Finds out whether a change would be committed: like {@link #editDocument}, but what every part of the agent
     * prepares is rolled back, and nothing changes.
     *
     * @throws ConfigException with every reason for which it would be refused
     */
    public <E extends Exception> void tryOut(Editor editor, DocumentChange<E> change) throws ConfigException, E {
        exclusively(() -> {
            Optional<ConfigValidator.Valid> next = changed(editor, change);
            if (next.isEmpty()) {
                return;
            }
            AgentConfig before = config();
            try {
                rollback(prepare(before, decode(next.get()), next.get()));
            } finally {
                release(before);
            }
        });
    }

    /** The configuration after a change; empty when it is what it was. */
    private <E extends Exception> Optional<ConfigValidator.Valid> changed(Editor editor, DocumentChange<E> change)
            throws ConfigException, E {
        ConfigEdit edit = new ConfigEdit(validator.documentInForce(running()));
        change.apply(edit);
        // What writes no node, such as an acknowledgement of an alarm, changes no configuration that could be locked.
        if (!edit.isChanged()) {
            return Optional.empty();
        }
        permit(editor);
        ConfigValidator.Valid next = validator.validate(edit.document());
        if (next.root().equals(running())) {
            return Optional.empty();
        }
        store.permitWrite();
        return Optional.of(next);
    }

    /** Refuses to overwrite what a person has edited in the file. */
    void permitWrite() throws ConfigException {
        store.permitWrite();
    }

    /**
     * Makes an RFC 7951 document the running configuration.
     *
     * @param editor who asks, for the log
     * @param json the whole new configuration
     * @throws ConfigException with every reason for which it is refused; nothing has changed
     */
    public void commitJson(String editor, String json) throws ConfigException {
        exclusively(() -> {
            Editor by = new Editor(editor, 0);
            permit(by);
            store.permitWrite();
            commit(by, validator.validate(json), true);
        });
    }

    /**
     * Applies the configuration file as it is now; volatile probes stay beside it. A missing file is refused, so that a slip does not stop all probes.
     *
     * @throws ConfigException with every reason for which it is refused; nothing has changed
     */
    public void reload() throws ConfigException {
        exclusively(() -> {
            permit(Editor.FILE);
            ConfigValidator.Valid read = validator.validate(store.read());
            // Two more documents of everything would not fit beside what is in force and what is new.
            Optional<JsonValue.Obj> more = VolatileProbes.anyIn(config())
                    ? VolatileProbes.addedTo(validator.document(read.root()), validator.document(running()))
                    : Optional.empty();
            if (more.isPresent()) {
                ConfigValidator.Valid all = validator.validate(more.get());
                // The text stays the file's, by which a person's edits are told.
                read = new ConfigValidator.Valid(all.root(), all.document(), read.text(), false);
            }
            commit(Editor.FILE, read, false);
        });
    }

    /**
     * Finds out whether a tree could be the running configuration, without changing anything. What only a part of the
     * agent can tell when it prepares the change is not checked.
     *
     * @throws ConfigException with every reason against it
     */
    public void validate(ContainerNode root) throws ConfigException {
        validator.validate(root);
    }

    /**
     * What runs while no other change does.
     *
     * @param <E> why it may fail
     */
    @FunctionalInterface
    public interface Exclusive<E extends Exception> {
        void run() throws ConfigException, E;
    }

    /**
     * Runs something, which may change the running configuration itself, several times; no change of anybody else comes
     * before it has ended.
     */
    public <E extends Exception> void exclusively(Exclusive<E> work) throws ConfigException, E {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void permit(Editor editor) throws ConfigException {
        locks.permit(DatastoreLocks.Target.RUNNING, editor);
        candidate.confirmed().permitOthers();
    }

    /** Makes a tree the running configuration whoever holds the lock. */
    void replace(Editor editor, ContainerNode root) throws ConfigException {
        commit(editor, validator.validate(root), true);
    }

    /** Finds everything that is wrong with a document, without changing anything. */
    public List<ConfigError> check(String json) {
        return validator.check(json);
    }

    private void commit(Editor editor, ConfigValidator.Valid next, boolean write) throws ConfigException {
        lock.lock();
        try {
            State before = state;
            AgentConfig config;
            try {
                config = decode(next);
                apply(before.config(), config, next, write);
            } catch (ConfigException | RuntimeException e) {
                release(before.config());
                throw e;
            }
            state = new State(next.root(), config);
            release(config);
            LOG.info(
                    "Configuration of {} committed: {} probes, {} interfaces",
                    editor.name(),
                    config.probes().size(),
                    config.interfaces().size());
            var done = new ConfigListener.Commit(
                    editor, clock.instant(), before.config(), config, before.running(), next.root());
            tell(listener -> listener.committed(done));
        } finally {
            lock.unlock();
        }
    }

    /** The records of a configuration, whose new probes and rules get their indexes. */
    private AgentConfig decode(ConfigValidator.Valid next) throws ConfigException {
        Map<String, Integer> given = reserve(IndexRegistry.PROBES, ConfigDecoder.probeNames(next.document()));
        Map<String, Integer> rules = reserve(IndexRegistry.FILTER_RULES, ConfigDecoder.ruleNames(next.document()));
        // The document of a text is never met again: to keep it would take more than all that is decoded from it.
        Decoded known = next.written() ? new Decoded() : decoded;
        return ConfigDecoder.decode(next.document(), given::get, rules::get, known);
    }

    /** Has every part prepare a change; when any refuses, all that was prepared is rolled back. */
    private List<ConfigParticipant.Prepared> prepare(AgentConfig before, AgentConfig after, ConfigValidator.Valid next)
            throws ConfigException {
        List<ConfigParticipant.Prepared> prepared = new ArrayList<>();
        List<ConfigError> refusals = new ArrayList<>();
        try {
            for (ConfigParticipant participant : participants) {
                try {
                    prepared.add(participant.prepare(before, after));
                } catch (ConfigException e) {
                    refusals.addAll(e.errors());
                }
            }
        } catch (RuntimeException | Error e) {
            rollback(prepared);
            throw notApplied(e);
        }
        if (!refusals.isEmpty()) {
            rollback(prepared);
            throw new ConfigException(next.located(refusals));
        }
        return prepared;
    }

    private void apply(AgentConfig before, AgentConfig after, ConfigValidator.Valid next, boolean write)
            throws ConfigException {
        List<ConfigParticipant.Prepared> prepared = prepare(before, after, next);
        try {
            for (ConfigParticipant.Prepared p : prepared) {
                p.apply();
            }
            persist(next, after, write);
        } catch (ConfigException | RuntimeException | Error e) {
            rollback(prepared);
            if (e instanceof ConfigException refused) {
                throw refused;
            }
            throw notApplied(e);
        }
    }

    private static ConfigException notApplied(Throwable e) {
        return new ConfigException(
                ConfigError.operationFailed("/", "the configuration could not be applied and was rolled back: " + e),
                e);
    }

    private static void rollback(List<ConfigParticipant.Prepared> prepared) {
        for (ConfigParticipant.Prepared p : prepared.reversed()) {
            try {
                p.rollback();
            } catch (RuntimeException e) {
                LOG.error("A part of the agent failed to roll back; restart the agent to be sure of its state", e);
            }
        }
    }

    private void persist(ConfigValidator.Valid next, AgentConfig config, boolean write) throws ConfigException {
        try {
            String text = write && VolatileProbes.anyIn(config)
                    ? JsonPrinter.print(VolatileProbes.without(validator.document(next.root())))
                    : next.text();
            store.accept(text, write);
        } catch (IOException e) {
            throw new ConfigException(
                    ConfigError.operationFailed(
                            "/",
                            "the configuration cannot be written to " + store.file() + " (" + e
                                    + "), so the change was rolled back"),
                    e);
        }
    }

    private Map<String, Integer> reserve(String kind, List<String> names) throws ConfigException {
        try {
            return indexes.reserve(kind, names);
        } catch (UncheckedIOException e) {
            throw new ConfigException(ConfigError.operationFailed("/", e.getMessage()), e);
        }
    }

    /** Frees the indexes that no probe and no rule of a configuration has. */
    private void release(AgentConfig config) {
        try {
            indexes.retain(
                    IndexRegistry.PROBES,
                    config.probes().stream().map(p -> p.name()).toList());
            indexes.retain(
                    IndexRegistry.FILTER_RULES,
                    config.traffic().filter().rules().stream()
                            .map(r -> r.name())
                            .toList());
        } catch (UncheckedIOException e) {
            LOG.warn("Indexes of removed probes and rules are free only until the next start: {}", e.getMessage());
        }
    }

    /** Tells all listeners what happened to a confirmed commit. */
    void tell(ConfigListener.Confirmation confirmation) {
        tell(listener -> listener.confirmed(confirmation));
    }

    private void tell(Consumer<ConfigListener> news) {
        for (ConfigListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("A listener failed on a committed configuration, which stays in force", e);
            }
        }
    }
}
