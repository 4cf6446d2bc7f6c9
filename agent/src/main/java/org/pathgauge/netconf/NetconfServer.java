package org.pathgauge.netconf;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.credentials.CredentialsException;
import org.pathgauge.credentials.TlsIdentity;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.CallHome;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TlsServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The NETCONF server: RFC 6241 over SSH and TLS, RFC 6022 monitoring, RFC 8525 yang-library, RFC 8071 call home. */
public final class NetconfServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetconfServer.class);

    /** How long alarms wait for a slow session. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sessions sessions;
    private final CompletableFuture<Dispatcher> dispatcher;
    private final AlarmFeed alarmFeed;
    private final LongSupplier nanos;
    private final ScheduledExecutorService timer;
    private final IdleSessions idle;
    private final SshTransport ssh;
    private final TlsTransport tls;
    private final CallHomeClients callHome;
    private final Listeners listeners;
    /** What was applied last, unless it was rolled back. */
    private Optional<AgentConfig.Netconf> inForce = Optional.empty();

    private NetconfServer(
            KeyPair hostKey,
            Limits limits,
            Sessions sessions,
            CompletableFuture<Dispatcher> dispatcher,
            Users users,
            LongSupplier nanos) {
        this.sessions = sessions;
        this.dispatcher = dispatcher;
        this.nanos = nanos;
        alarmFeed = new AlarmFeed(sessions, PATIENCE);
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("netconf-timer").factory());
        idle = new IdleSessions(sessions, timer, nanos);
        var connections = new AtomicInteger();
        ssh = new SshTransport(hostKey, limits, sessions, dispatcher, timer, connections, users, nanos);
        tls = new TlsTransport(sessions, dispatcher, limits, timer, connections, ssh::users);
        callHome = new CallHomeClients(ssh, tls, limits);
        sessions.callHome(callHome::states);
        listeners = new Listeners(place -> place.tls() ? tls.listen(place.at()) : ssh.listen(place.at()));
    }

    /**
     * Opens the sockets. Clients connect and log in from now on; their sessions begin when the datastore is there.
     *
     * @param config addresses and users; if not enabled, no socket is opened
     * @param running the running datastore, with all who take part in its commits
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
            CompletableFuture<Datastore> running,
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
            CompletableFuture<Datastore> running,
            Supplier<Snapshot> snapshots,
            TestRunner tests,
            HistoryReader history,
            AlarmActions alarms,
            Path stateDir,
            Clock clock,
            Limits limits)
            throws NetconfException {
        var sessions = new Sessions(limits, clock);
        var dispatcher = running.thenApply(store -> dispatcher(store, sessions, snapshots, tests, history, alarms));
        var server = new NetconfServer(
                HostKey.loadOrMake(stateDir),
                limits,
                sessions,
                dispatcher,
                new Users(config.users()),
                System::nanoTime);
        try {
            server.prepare(config).apply();
            return server;
        } catch (NetconfException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Dispatcher dispatcher(
            Datastore running,
            Sessions sessions,
            Supplier<Snapshot> snapshots,
            TestRunner tests,
            HistoryReader history,
            AlarmActions alarms) {
        var schemas = new Schemas(running.models());
        var nacm = new Nacm(running.models(), running::running);
        var stores = new Datastores(running, nacm);
        var monitoring = new Monitoring.State(Hello.capabilities(schemas), schemas, sessions, running.locks());
        var trees = new DataTrees(schemas, stores, snapshots, () -> monitoring, nacm);
        Map<Name, Operation> operations = new HashMap<>(Operations.all(trees, schemas, sessions, stores, tests));
        operations.put(ReadHistory.NAME, ReadHistory.operation(schemas, history, snapshots, nacm));
        operations.putAll(AlarmOperations.all(schemas, alarms));
        sessions.onEnd(session -> clearUp(running, session));
        running.addListener(new ConfigEvents(running.models(), sessions));
        return new Dispatcher(schemas, operations, nacm);
    }

    static void clearUp(Datastore running, Session session) {
        try {
            running.candidate().sessionEnded(session.editor());
        } catch (ConfigException e) {
            LOG.error("What session {} left behind could not be cleared up: {}", session.id(), e.getMessage());
        }
    }

    /**
     * Waits until sessions are served.
     *
     * @throws CompletionException when none can be
     */
    public void awaitSessions() {
        dispatcher.join();
    }

    /** A snapshot was published: notifies of raises and clears, and of changed alarms. Never waits for a client. */
    public void notify(List<AlarmEvent> alarms) {
        alarmFeed.tell(alarms);
        sessions.changed(true);
    }

    /** The TCP ports of SSH, one per configured address, in its order. */
    public synchronized List<Integer> ports() {
        return listeners.ports(false);
    }

    /** The TCP ports of TLS, one per configured address, in its order. */
    public synchronized List<Integer> tlsPorts() {
        return listeners.ports(true);
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
     * Prepares a changed configuration: reads the users' keys and certificates and opens the addresses that are new.
     *
     * @throws NetconfException if it cannot take effect; nothing has changed then
     */
    public synchronized Change prepare(AgentConfig.Netconf config) throws NetconfException {
        if (inForce.equals(Optional.of(config))) {
            return UNCHANGED;
        }
        Users users = ssh.users().areOf(config.users()) ? ssh.users() : new Users(config.users());
        Optional<TlsIdentity> present = tls.identity();
        Optional<TlsIdentity> identity =
                present.isPresent() && present.get().isOf(config.tls()) ? present : identity(config.tls());
        return new OneChange(config, users, identity);
    }

    private Optional<TlsIdentity> identity(TlsServer config) throws NetconfException {
        try {
            return TlsIdentity.load("NETCONF over TLS", config, nanos);
        } catch (CredentialsException e) {
            throw new NetconfException(e.getMessage(), e);
        }
    }

    private static final Change UNCHANGED = new Change() {
        @Override
        public void apply() {
            // What is wanted is in force.
        }

        @Override
        public void rollback() {
            // It stays.
        }
    };

    /** Closes all sessions and sockets. */
    @Override
    public synchronized void close() {
        alarmFeed.close();
        callHome.close();
        sessions.closeAll();
        tls.close();
        ssh.close();
        timer.shutdownNow();
        listeners.close();
    }

    /** What is in force, or will be. */
    private record Settings(
            Users users, Optional<TlsIdentity> identity, Duration idleTimeout, List<CallHome> callHome) {}

    private Settings settings() {
        return new Settings(ssh.users(), tls.identity(), idle.timeout(), callHome.configured());
    }

    private void settings(Settings changed) {
        ssh.users(changed.users());
        tls.identity(changed.identity());
        idle.timeout(changed.idleTimeout());
        callHome.configure(changed.callHome());
    }

    private final class OneChange implements Change {
        private final Settings before = settings();
        private final AgentConfig.Netconf config;
        private final Settings after;
        private final Listeners.Change addresses;

        OneChange(AgentConfig.Netconf config, Users users, Optional<TlsIdentity> identity) throws NetconfException {
            this.config = config;
            List<Listeners.Place> places = new ArrayList<>();
            if (config.enabled()) {
                config.listen().forEach(at -> places.add(new Listeners.Place(at, false)));
                config.tls().listen().forEach(at -> places.add(new Listeners.Place(at, true)));
            }
            List<CallHome> wanted = config.enabled() ? config.callHome() : List.of();
            after = new Settings(users, identity, config.idleTimeout(), wanted);
            addresses = listeners.prepare(places);
        }

        @Override
        public void apply() throws NetconfException {
            synchronized (NetconfServer.this) {
                addresses.apply();
                settings(after);
                inForce = Optional.of(config);
            }
        }

        @Override
        public void rollback() {
            synchronized (NetconfServer.this) {
                addresses.rollback();
                settings(before);
                inForce = Optional.empty();
            }
        }
    }
}
