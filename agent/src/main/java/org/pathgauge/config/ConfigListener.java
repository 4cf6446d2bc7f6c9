package org.pathgauge.config;

import java.time.Instant;
import org.pathgauge.model.AgentConfig;

/** Is told of each committed change. */
@FunctionalInterface
public interface ConfigListener {
    /** A change that is in force and on the disk. Called with the datastore's lock held; must not throw. */
    void committed(Commit commit);

    /**
     * One committed change.
     *
     * @param editor who made it, for example {@code netconf:alice} or {@code file}
     * @param time when
     * @param before configuration before
     * @param after configuration after
     */
    record Commit(String editor, Instant time, AgentConfig before, AgentConfig after) {}
}
