package org.pathgauge.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.model.AgentConfig;

/** Is told of each committed change. */
@FunctionalInterface
public interface ConfigListener {
    /** A change that is in force and on the disk. Called with the datastore's lock held; must not throw. */
    void committed(Commit commit);

    /** Something happened to a confirmed commit. Called with the datastore's lock held; must not throw. */
    default void confirmed(Confirmation confirmation) {}

    /**
     * One committed change.
     *
     * @param by who made it
     * @param time when
     * @param before configuration before
     * @param after configuration after
     * @param treeBefore the same as a tree
     * @param treeAfter the same as a tree
     */
    record Commit(
            Editor by,
            Instant time,
            AgentConfig before,
            AgentConfig after,
            ContainerNode treeBefore,
            ContainerNode treeAfter) {}

    /** The course of a confirmed commit (RFC 6470 section 2.2, confirm-event). */
    enum ConfirmEvent {
        /** It was made. */
        START,
        /** It was undone by cancel-commit, or because its session ended. */
        CANCEL,
        /** It was undone because no confirmation came in time. */
        TIMEOUT,
        /** It was prolonged by another confirmed commit. */
        EXTEND,
        /** It was confirmed. */
        COMPLETE
    }

    /**
     * What happened to a confirmed commit.
     *
     * @param event what
     * @param by who did it; empty when nobody did
     * @param timeout time for the confirmation from now on, when one is waited for
     */
    record Confirmation(ConfirmEvent event, Optional<Editor> by, Optional<Duration> timeout) {}
}
