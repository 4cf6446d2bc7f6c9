package org.pathgauge.config;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.config.DatastoreLocks.Held;
import org.pathgauge.config.DatastoreLocks.Target;

/**
 * The candidate datastore, shared by all sessions (RFC 6241 section 8.3): what the running configuration may become.
 *
 * <p>Without changes of its own it follows the running configuration. It may be incomplete and wrong; only a commit and
 * a validation check it (RFC 7950 section 8.3.3).
 */
public final class Candidate {
    private final Datastore running;
    private final ConfirmedCommit confirmed;
    private volatile Optional<ContainerNode> changed = Optional.empty();

    Candidate(Datastore running, ConfigStore store, Clock clock) {
        this.running = running;
        this.confirmed = new ConfirmedCommit(running, store, clock);
    }

    /**
     * Looks at what a commit would change, and may refuse it.
     *
     * @param <E> why
     */
    @FunctionalInterface
    public interface Review<E extends Exception> {
        void review(ContainerNode before, ContainerNode after) throws E;
    }

    /**
     * What a confirmed commit asks for (RFC 6241 section 8.4).
     *
     * @param timeout after which it is undone
     * @param persist the token by which any session may confirm it; empty when it lives and dies with its session
     */
    public record Confirm(Duration timeout, Optional<String> persist) {}

    /** The content: the running configuration with the changes made here. */
    public ContainerNode content() {
        return changed.orElseGet(running::running);
    }

    ConfirmedCommit confirmed() {
        return confirmed;
    }

    /** Changes the content; nothing is validated but what the change itself checks. */
    public <E extends Exception> void edit(Editor editor, Datastore.Change<E> change) throws ConfigException, E {
        running.exclusively(() -> {
            running.locks().permit(Target.CANDIDATE, editor);
            ContainerNode after = change.apply(content());
            if (!after.equals(content())) {
                changed = Optional.of(after);
            }
        });
    }

    /** Drops all changes. */
    public void discard(Editor editor) throws ConfigException {
        running.exclusively(() -> {
            running.locks().permit(Target.CANDIDATE, editor);
            changed = Optional.empty();
        });
    }

    /**
     * Makes the candidate the running configuration, for good or until a confirmation comes.
     *
     * @param editor who asks
     * @param confirm what to do without a confirmation; empty for a commit that needs none, or is one
     * @param persistId token of the earlier confirmed commit that this one confirms or prolongs
     * @param review looks at the change first
     * @throws ConfigException with every reason for which it is refused; nothing has changed
     */
    public <E extends Exception> void commit(
            Editor editor, Optional<Confirm> confirm, Optional<String> persistId, Review<E> review)
            throws ConfigException, E {
        running.exclusively(() -> {
            running.locks().permit(Target.RUNNING, editor);
            running.locks().permit(Target.CANDIDATE, editor);
            confirmed.permit(editor, persistId);
            ContainerNode after = content();
            review.review(running.running(), after);
            if (!after.equals(running.running())) {
                running.permitWrite();
            }
            if (confirm.isPresent()) {
                confirmed.commit(editor, confirm.get(), after);
            } else {
                if (!after.equals(running.running())) {
                    running.replace(editor, after);
                }
                confirmed.confirm(editor);
            }
            changed = Optional.empty();
        });
    }

    /** Undoes the confirmed commit that waits for its confirmation (RFC 6241 section 8.4.4.1). */
    public void cancelCommit(Editor editor, Optional<String> persistId) throws ConfigException {
        running.exclusively(() -> confirmed.cancel(editor, persistId));
    }

    /**
     * Why a lock was not granted.
     *
     * @param holder the session in the way; 0 when it is none
     */
    public record Refusal(long holder, String message) {}

    /** Locks a datastore (RFC 6241 section 7.5); gives the reason when that is refused. */
    public Optional<Refusal> lock(Target target, Editor editor) throws ConfigException {
        Refusal[] refusal = new Refusal[1];
        running.exclusively(() -> refusal[0] = tryLock(target, editor).orElse(null));
        return Optional.ofNullable(refusal[0]);
    }

    private Optional<Refusal> tryLock(Target target, Editor editor) {
        if (target == Target.CANDIDATE
                && changed.isPresent()
                && running.locks().held(target).isEmpty()) {
            return Optional.of(new Refusal(
                    0, "the candidate has changes that are not committed; commit them or use discard-changes first"));
        }
        Optional<Editor> committer = confirmed.pendingBy().filter(e -> e.session() != editor.session());
        if (target == Target.RUNNING && committer.isPresent()) {
            return Optional.of(new Refusal(
                    committer.get().session(),
                    "a confirmed commit of " + committer.get().name() + " waits for its confirmation"));
        }
        Optional<Held> other = running.locks().take(target, editor);
        return other.map(h -> new Refusal(
                h.by().session(),
                h.by().session() == editor.session()
                        ? "this session holds the lock already"
                        : "the " + target.element() + " configuration is locked by " + h.by().name() + " since "
                                + h.since()));
    }

    /** Frees a lock, with the changes of the candidate (RFC 6241 section 8.3.5.2); false when the session has none. */
    public boolean unlock(Target target, Editor editor) throws ConfigException {
        boolean[] freed = new boolean[1];
        running.exclusively(() -> {
            freed[0] = running.locks().free(target, editor);
            if (freed[0] && target == Target.CANDIDATE) {
                changed = Optional.empty();
            }
        });
        return freed[0];
    }

    /** Clears up after a session: its locks, and its confirmed commit unless that persists. */
    public void sessionEnded(Editor editor) throws ConfigException {
        running.exclusively(() -> {
            if (running.locks().free(Target.CANDIDATE, editor)) {
                changed = Optional.empty();
            }
            running.locks().free(Target.RUNNING, editor);
            confirmed.sessionEnded(editor);
        });
    }
}
