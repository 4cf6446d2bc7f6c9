package org.pathgauge.netconf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The NETCONF server: RFC 6241 over SSH, RFC 6022 monitoring, RFC 8525 yang-library. */
public final class NetconfServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetconfServer.class);

    /** How long alarms wait for a slow session. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SshTransport transport;
    private final Sessions sessions;
    private final AlarmFeed alarmFeed;
    /** By configured address, in the order of the configuration; changed only under the lock of this object. */
    private Map<AgentConfig.Listen, SshTransport.Listener> listeners = new LinkedHashMap<>();
    /** No longer listening, but connections made through them may live on. */
    private final List<SshTransport.Listener> retired = new ArrayList<>();

    private NetconfServer(SshTransport transport, Sessions sessions) {
        this.transport = transport;
        this.sessions = sessions;
        this.alarmFeed = new AlarmFeed(sessions, PATIENCE);
    }

    /**
     * Opens the sockets and answers from now on.
     *
     * @param config addresses and users; if not enabled, no socket is opened
     * @param running the running datastore
     * @param snapshots read once per request
     * @param tests runs one-shot tests
     * @param history read when asked
     * @param alarms what persons do to the alarm list
     * @param stateDir where the host key is kept
     * @param clock wall clock
     * @throws NetconfException if an address cannot be listened on, or a key not be read or kept
     */
    public static NetconfServer start(
            AgentConfig.Netconf config,
            Datastore running,
            Supplier<Snapshot> snapshots,
            TestRunner tests,
            HistoryReader history,
            AlarmActions alarms,
            Path stateDir,
            Clock clock)
            throws NetconfException {
        return start(config, running, snapshots, tests, history, alarms, stateDir, clock, Limits.DEFAULT);
    }

    static NetconfServer start(
            AgentConfig.Netconf config,
            Datastore running,
            Supplier<Snapshot> snapshots,
            TestRunner tests,
            HistoryReader history,
            AlarmActions alarms,
            Path stateDir,
            Clock clock,
            Limits limits)
            throws NetconfException {
        var schemas = new Schemas(running.models());
        var sessions = new Sessions(limits, clock);
        var nacm = new Nacm(running.models(), running::running);
        var stores = new Datastores(running, nacm);
        var monitoring = new Monitoring.State(Hello.capabilities(schemas), schemas, sessions, running.locks());
        var trees = new DataTrees(schemas, stores, snapshots, () -> monitoring, nacm);
        Map<Name, Operation> operations = new HashMap<>(Operations.all(trees, schemas, sessions, stores, tests));
        operations.put(ReadHistory.NAME, ReadHistory.operation(schemas, history, snapshots, nacm));
        operations.putAll(AlarmOperations.all(schemas, alarms));
        var dispatcher = new Dispatcher(schemas, operations, nacm);
        sessions.onEnd(session -> clearUp(running, session));
        running.addListener(new ConfigEvents(running.models(), sessions));
        var transport = new SshTransport(
                HostKey.loadOrMake(stateDir), limits, sessions, dispatcher, new UserKeys(config.users()));
        var server = new NetconfServer(transport, sessions);
        try {
            server.prepare(config).apply();
            return server;
        } catch (NetconfException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    static void clearUp(Datastore running, Session session) {
        try {
            running.candidate().sessionEnded(session.editor());
        } catch (ConfigException e) {
            LOG.error("What session {} left behind could not be cleared up: {}", session.id(), e.getMessage());
        }
    }

    /** A snapshot was published: notifies of raises and clears, and of changed alarms. Never waits for a client. */
    public void notify(List<AlarmEvent> alarms) {
        alarmFeed.tell(alarms);
        sessions.changed(true);
    }

    /** The TCP ports in use, one per configured address, in its order. */
    public synchronized List<Integer> ports() {
        return listeners.values().stream().map(SshTransport.Listener::boundPort).toList();
    }

    /** A changed configuration that is ready: keys read, addresses free or already open. */
    public interface Change {
        /**
         * Takes effect. Sessions that are open stay, also those of removed addresses and users.
         *
         * @throws NetconfException if an address cannot be listened on after all; {@link #rollback} must follow
         */
        void apply() throws NetconfException;

        /** Goes back to the configuration before; after {@link #apply} or instead of it. Does not fail. */
        void rollback();
    }

    /**
     * Prepares a changed configuration: reads the users' keys and opens the addresses that are new.
     *
     * @throws NetconfException if it cannot take effect; nothing has changed then
     */
    public synchronized Change prepare(AgentConfig.Netconf config) throws NetconfException {
        var users = new UserKeys(config.users());
        List<AgentConfig.Listen> wanted = config.enabled() ? config.listen() : List.of();
        var change = new ListenChange(wanted, users);
        change.open(false);
        return change;
    }

    /** Closes all sessions and sockets. */
    @Override
    public synchronized void close() {
        alarmFeed.close();
        transport.close();
        var all = new ArrayList<>(listeners.values());
        all.addAll(retired);
        for (SshTransport.Listener listener : all) {
            stop(listener);
        }
        listeners.clear();
        retired.clear();
    }

    private static void stop(SshTransport.Listener listener) {
        try {
            listener.stop(true);
        } catch (IOException e) {
            LOG.warn("NETCONF listener {} did not stop: {}", listener, e.getMessage());
        }
    }

    /** The difference between two sets of addresses and users. */
    private final class ListenChange implements Change {
        private final List<AgentConfig.Listen> wanted;
        private final UserKeys users;
        private final UserKeys oldUsers = transport.users();
        private final Map<AgentConfig.Listen, SshTransport.Listener> old = new LinkedHashMap<>(listeners);
        private final Map<AgentConfig.Listen, SshTransport.Listener> opened = new LinkedHashMap<>();
        private final Map<AgentConfig.Listen, InetSocketAddress> unbound = new LinkedHashMap<>();

        ListenChange(List<AgentConfig.Listen> wanted, UserKeys users) {
            this.wanted = wanted;
            this.users = users;
        }

        /** Opens what is not open; before the change takes effect only what clashes with no address that will go. */
        void open(boolean clashing) throws NetconfException {
            Set<AgentConfig.Listen> kept = Set.copyOf(wanted);
            for (AgentConfig.Listen at : wanted) {
                boolean clash = old.keySet().stream().anyMatch(o -> !kept.contains(o) && o.port() == at.port());
                if (old.containsKey(at) || opened.containsKey(at) || clash && at.port() != 0 && !clashing) {
                    continue;
                }
                try {
                    opened.put(at, transport.listen(at));
                } catch (NetconfException e) {
                    if (!clashing) {
                        rollback();
                    }
                    throw e;
                }
            }
        }

        @Override
        public void apply() throws NetconfException {
            synchronized (NetconfServer.this) {
                for (var entry : old.entrySet()) {
                    if (!wanted.contains(entry.getKey())) {
                        int port = entry.getValue().boundPort();
                        entry.getValue().unbind();
                        unbound.put(
                                entry.getKey(),
                                new InetSocketAddress(entry.getKey().address(), port));
                    }
                }
                open(true);
                var now = new LinkedHashMap<AgentConfig.Listen, SshTransport.Listener>();
                wanted.forEach(at -> now.put(at, old.containsKey(at) ? old.get(at) : opened.get(at)));
                unbound.keySet().forEach(at -> retired.add(old.get(at)));
                listeners = now;
                transport.users(users);
            }
        }

        @Override
        public void rollback() {
            synchronized (NetconfServer.this) {
                opened.values().forEach(NetconfServer::stop);
                opened.clear();
                unbound.forEach((at, address) -> {
                    try {
                        old.get(at).bind(address);
                        retired.remove(old.get(at));
                    } catch (IOException e) {
                        LOG.error("NETCONF cannot listen on {} again: {}", address, e.getMessage());
                    }
                });
                unbound.clear();
                listeners = new LinkedHashMap<>(old);
                transport.users(oldUsers);
            }
        }
    }
}
