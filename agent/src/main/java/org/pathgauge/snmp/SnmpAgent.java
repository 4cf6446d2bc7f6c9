package org.pathgauge.snmp;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;

/** The SNMP engine: command responder on UDP, users, access, notifications. */
public final class SnmpAgent implements AutoCloseable {

    private SnmpAgent() {}

    /**
     * Counts a boot, opens the sockets and answers from now on.
     *
     * @param config addresses, communities, targets; if not enabled, no socket is opened and nothing sent
     * @param stateDir where engine.json and snmp-users.json are kept
     * @param snapshots read once per request
     * @param clock wall clock
     * @throws SnmpException if an address cannot be listened on or the state cannot be read or kept
     */
    public static SnmpAgent start(AgentConfig.Snmp config, Path stateDir, Supplier<Snapshot> snapshots, Clock clock)
            throws SnmpException {
        throw new SnmpException("The SNMP engine is not built yet");
    }

    /** A changed configuration that is ready: sockets open, users read. Exactly one of the methods is called. */
    public interface Change {
        /** Takes effect. */
        void apply();

        /** Goes back to the configuration before; after {@link #apply} or instead of it. */
        void rollback();
    }

    /**
     * Prepares a changed configuration, and reads the users again.
     *
     * @throws SnmpException if it cannot take effect; nothing has changed then
     */
    public Change prepare(AgentConfig.Snmp config) throws SnmpException {
        throw new SnmpException("The SNMP engine is not built yet");
    }

    /** The UDP ports in use, one per configured address, in its order. */
    public List<Integer> ports() {
        return List.of();
    }

    /** Where alarm events go. */
    public Notifier notifier() {
        throw new IllegalStateException("The SNMP engine is not built yet");
    }

    @Override
    public void close() {}
}
