package org.pathgauge.config;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.config.ConfigListener.ConfirmEvent;
import org.pathgauge.config.ConfigListener.Confirmation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The confirmed commit that waits for its confirmation, if there is one (RFC 6241 section 8.4).
 *
 * <p>What it is set back to is on the disk before the commit is in force, and stays the same however often the commit is
 * prolonged. All methods want the datastore's lock held.
 */
final class ConfirmedCommit {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmedCommit.class);
    private static final Editor REVERT = new Editor("confirmed-commit", 0);

    private record Pending(
            Editor by, Optional<String> persist, ContainerNode before, Instant until, ScheduledFuture<?> timer) {}

    private final Datastore datastore;
    private final ConfigStore store;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;
    private volatile Optional<Pending> pending = Optional.empty();
    private long commits;

    ConfirmedCommit(Datastore datastore, ConfigStore store, Clock clock) {
        this.datastore = datastore;
        this.store = store;
        this.clock = clock;
        timer = new ScheduledThreadPoolExecutor(
                1, r -> Thread.ofPlatform().name("confirmed-commit").daemon().unstarted(r));
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Whose confirmed commit waits. */
    Optional<Editor> pendingBy() {
        return pending.map(Pending::by);
    }

    /** Refuses every change that is no commit: it would be lost when the confirmation does not come. */
    void permitOthers() throws ConfigException {
        if (pending.isPresent()) {
            throw new ConfigException(ConfigError.inUse("a confirmed commit of "
                    + pending.get().by().name() + " waits for its confirmation until "
                    + pending.get().until() + "; confirm it with commit, or undo it with cancel-commit, first"));
        }
    }

    /** Refuses a commit that is not the confirmation of the one that waits. */
    void permit(Editor editor, Optional<String> persistId) throws ConfigException {
        if (pending.isEmpty()) {
            if (persistId.isPresent()) {
                throw wrongId("no confirmed commit waits for a confirmation; leave persist-id out");
            }
            return;
        }
        Pending p = pending.get();
        if (p.persist().isPresent()) {
            if (persistId.isEmpty()) {
                throw new ConfigException(ConfigError.inUse("a persistent confirmed commit of " + p.by().name()
                        + " waits until " + p.until() + "; give its persist-id"));
            }
            if (!persistId.equals(p.persist())) {
                throw wrongId("this is not the persist-id of the confirmed commit that waits");
            }
        } else if (persistId.isPresent()) {
            throw wrongId("the confirmed commit that waits has no persist-id; its own session can confirm it");
        } else if (p.by().session() != editor.session()) {
            permitOthers();
        }
    }

    private static ConfigException wrongId(String message) {
        return new ConfigException(new ConfigError("/", "protocol", "invalid-value", Optional.empty(), message));
    }

    /** Commits until a confirmation comes; the timeout begins anew, what to go back to stays. */
    void commit(Editor editor, Candidate.Confirm confirm, ContainerNode after) throws ConfigException {
        boolean first = pending.isEmpty();
        ContainerNode before = pending.map(Pending::before).orElse(datastore.running());
        if (first) {
            arm();
        }
        try {
            if (!after.equals(datastore.running())) {
                datastore.replace(editor, after);
            }
        } catch (ConfigException | RuntimeException | Error e) {
            if (first) {
                disarm();
            }
            throw e;
        }
        pending.ifPresent(p -> p.timer().cancel(false));
        Instant until = clock.instant().plus(confirm.timeout());
        long commit = ++commits;
        ScheduledFuture<?> due =
                timer.schedule(() -> expired(commit), confirm.timeout().toMillis(), TimeUnit.MILLISECONDS);
        pending = Optional.of(new Pending(editor, confirm.persist(), before, until, due));
        datastore.tell(new Confirmation(
                first ? ConfirmEvent.START : ConfirmEvent.EXTEND, Optional.of(editor), Optional.of(confirm.timeout())));
        LOG.info("The commit of {} is undone at {} unless it is confirmed", editor.name(), until);
    }

    private void arm() throws ConfigException {
        try {
            store.arm();
        } catch (IOException e) {
            throw new ConfigException(
                    ConfigError.operationFailed(
                            "/", "the present configuration cannot be kept for a confirmed commit: " + e),
                    e);
        }
    }

    private void disarm() {
        try {
            store.disarm();
        } catch (IOException e) {
            LOG.error(
                    "The next start will undo a confirmed commit, since its backup cannot be removed: {}",
                    e.toString());
        }
    }

    /** Makes the commit that waits permanent. */
    void confirm(Editor editor) {
        pending.ifPresent(p -> {
            p.timer().cancel(false);
            disarm();
            pending = Optional.empty();
            datastore.tell(new Confirmation(ConfirmEvent.COMPLETE, Optional.of(editor), Optional.empty()));
            LOG.info("The confirmed commit of {} is confirmed", p.by().name());
        });
    }

    /** Undoes the commit that waits. */
    void cancel(Editor editor, Optional<String> persistId) throws ConfigException {
        if (pending.isEmpty()) {
            throw new ConfigException(new ConfigError(
                    "/",
                    "protocol",
                    "operation-failed",
                    Optional.empty(),
                    "no confirmed commit waits for a confirmation, so there is none to cancel"));
        }
        permit(editor, persistId);
        revert("it was cancelled by " + editor.name(), ConfirmEvent.CANCEL, Optional.of(editor));
    }

    void sessionEnded(Editor editor) {
        if (pending.filter(p -> p.persist().isEmpty() && p.by().session() == editor.session())
                .isPresent()) {
            undo("its session ended", ConfirmEvent.CANCEL, Optional.of(editor));
        }
    }

    /** A prolongation or confirmation may have come while this waited for the lock. */
    private void expired(long timerOf) {
        try {
            datastore.exclusively(() -> {
                if (pending.isPresent() && timerOf == commits) {
                    undo("no confirmation came in time", ConfirmEvent.TIMEOUT, Optional.empty());
                }
            });
        } catch (ConfigException e) {
            LOG.error("A confirmed commit was not undone: {}", e.getMessage());
        }
    }

    private void undo(String why, ConfirmEvent event, Optional<Editor> by) {
        try {
            revert(why, event, by);
        } catch (ConfigException e) {
            LOG.error(
                    "A confirmed commit cannot be undone now and stays in force; the next start will undo it: {}",
                    e.getMessage());
        }
    }

    private void revert(String why, ConfirmEvent event, Optional<Editor> by) throws ConfigException {
        Pending p = pending.orElseThrow();
        p.timer().cancel(false);
        pending = Optional.empty();
        if (!p.before().equals(datastore.running())) {
            datastore.replace(REVERT, p.before());
        }
        disarm();
        datastore.tell(new Confirmation(event, by, Optional.empty()));
        LOG.warn("The confirmed commit of {} is undone: {}", p.by().name(), why);
    }
}
