package org.pathgauge.config;

import org.pathgauge.model.AgentConfig;

/** A part of the agent that acts on the configuration and may refuse a change. */
public interface ConfigParticipant {

    /** Short name for messages, such as {@code probing}. */
    String name();

    /**
     * Gets ready to change from one configuration to another without changing anything yet.
     *
     * <p>Called with the datastore's lock held, and followed by {@link Prepared#apply} or {@link Prepared#rollback}.
     *
     * @throws ConfigException when this part cannot do what the new configuration asks for
     */
    Prepared prepare(AgentConfig oldConfig, AgentConfig newConfig) throws ConfigException;

    /** A change that was prepared. */
    interface Prepared {
        /**
         * Makes the change.
         *
         * @throws ConfigException when it cannot be made; then {@link #rollback} follows
         */
        void apply() throws ConfigException;

        /**
         * Undoes the change, wholly or partly applied or only prepared. Called at most once, in the reverse order of
         * preparation; must not fail.
         */
        void rollback();
    }
}
