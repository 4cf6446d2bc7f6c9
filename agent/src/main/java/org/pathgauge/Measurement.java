package org.pathgauge;

import java.time.Clock;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.probe.ProbingRefusedException;

/**
 * The measuring half of the agent: the kernel programs, the senders and the collector, wired together.
 *
 * <p>It starts idle. Each configuration is prepared (which may refuse it and changes nothing), then applied as a
 * difference to the one before, or rolled back. {@link #tick} is called once a second.
 */
public final class Measurement implements AutoCloseable {

    /** A prepared change of configuration. Either method is called at most once, rollback only after apply. */
    public interface Change {
        /** Puts the new configuration into force; leaves the old one in force if it throws. */
        void apply();

        /** Puts the old configuration into force again. */
        void rollback();
    }

    /**
     * Loads the kernel programs and starts the sender, with nothing to send yet.
     *
     * @param limits the kernel maps are made for {@code maxProbes} of it
     * @param clock the wall clock that time slots are aligned to
     */
    public static Measurement start(AgentConfig.Probing limits, Clock clock) {
        throw new UnsupportedOperationException("not complete yet");
    }

    /**
     * Checks a configuration against the budgets and works out what to change.
     *
     * @throws ProbingRefusedException when it asks for more than the kernel maps or the packet budget hold
     */
    public Change prepare(AgentConfig next) throws ProbingRefusedException {
        throw new UnsupportedOperationException("not complete yet");
    }

    /** Harvests the kernel maps and returns everything that is known now, without alarms. */
    public Snapshot tick() {
        throw new UnsupportedOperationException("not complete yet");
    }

    /** Stops sending and detaches the kernel programs. */
    @Override
    public void close() {}
}
