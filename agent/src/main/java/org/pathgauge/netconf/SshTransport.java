package org.pathgauge.netconf;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.pathgauge.model.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NETCONF over SSH (RFC 6242): listeners that offer the subsystem "netconf" to authenticated users, and nothing else.
 *
 * <p>Key exchange is curve25519 or ECDH only; others cost a small host up to a third of a second a connection.
 */
final class SshTransport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshTransport.class);

    private final KeyPair hostKey;
    private final Limits limits;
    private final Sessions sessions;
    private final CompletableFuture<Dispatcher> dispatcher;
    private final ScheduledExecutorService timer;
    private final KeepAlive keepAlive;
    private final AtomicInteger connections;
    private final Passwords passwords;
    private volatile Users users;
    private Optional<Caller> caller = Optional.empty();

    /**
     * Makes the transport, which listens nowhere yet.
     *
     * @param dispatcher when it is there, sessions begin
     * @param timer for what is overdue
     * @param connections how many there are, over all transports
     * @param users who may log in at first
     * @param nanos monotonic time
     */
    SshTransport(
            KeyPair hostKey,
            Limits limits,
            Sessions sessions,
            CompletableFuture<Dispatcher> dispatcher,
            ScheduledExecutorService timer,
            AtomicInteger connections,
            Users users,
            LongSupplier nanos) {
        this.hostKey = hostKey;
        this.limits = limits;
        this.sessions = sessions;
        this.dispatcher = dispatcher;
        this.users = users;
        this.timer = timer;
        this.connections = connections;
        keepAlive = new KeepAlive(timer);
        passwords = new Passwords(sessions.logins(), nanos);
    }

    Users users() {
        return users;
    }

    /** Changes who may log in from now on; who is logged in stays. */
    void users(Users changed) {
        users = changed;
    }

    @Override
    public synchronized void close() {
        caller.ifPresent(Caller::end);
        caller = Optional.empty();
    }

    /** What all servers have in common, whether they listen or call. */
    private class Server extends SshServer {
        @Override
        public List<UserAuthFactory> getUserAuthFactories() {
            return users.havePasswords()
                    ? List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE)
                    : List.of(UserAuthPublicKeyFactory.INSTANCE);
        }
    }

    /** A listening address. */
    final class Listener extends Server implements Listening {
        @Override
        public void unbind() {
            acceptor.unbind();
        }

        @Override
        public int boundPort() {
            return ((InetSocketAddress) acceptor.getBoundAddresses().iterator().next()).getPort();
        }

        @Override
        public void bind(InetSocketAddress address) throws IOException {
            acceptor.bind(address);
        }

        @Override
        public void end() throws IOException {
            stop(true);
        }
    }

    /** A server that listens nowhere, but connects to its clients. */
    private final class Caller extends Server {
        private IoConnector connector;

        void begin() {
            checkConfig();
            connector = getIoServiceFactory().createConnector(createSessionFactory());
        }

        void end() {
            connector.close(true);
            close(true);
        }
    }

    private synchronized Caller caller() throws IOException {
        if (caller.isEmpty()) {
            var fresh = (Caller) server(Caller::new);
            fresh.begin();
            caller = Optional.of(fresh);
        }
        return caller.get();
    }

    /** What a connection that the agent made is about. */
    private record Call(Duration keepAlive, Runnable onLogin) {
        static final AttributeRepository.AttributeKey<Call> KEY = new AttributeRepository.AttributeKey<>();

        static Optional<Call> of(Session session) {
            return session.getIoSession().getAttribute(AttributeRepository.class) instanceof AttributeRepository r
                    ? Optional.ofNullable(r.getAttribute(KEY))
                    : Optional.empty();
        }
    }

    /**
     * Connects to a client and serves it until the connection ends.
     *
     * @param keepAlive time between two questions whether the client is still there
     * @param onConnected run when the TCP connection is there
     * @param onLogin run when somebody has logged in
     * @throws IOException when there is no connection in time
     * @throws InterruptedException when interrupted; the connection is cut
     */
    void call(InetSocketAddress to, Duration keepAlive, Runnable onConnected, Runnable onLogin)
            throws IOException, InterruptedException {
        var context = AttributeRepository.ofKeyValuePair(Call.KEY, new Call(keepAlive, onLogin));
        IoSession connection = connected(caller().connector.connect(to, context, null));
        onConnected.run();
        var ended = new CountDownLatch(1);
        connection.addCloseFutureListener(future -> ended.countDown());
        try {
            ended.await();
        } catch (InterruptedException e) {
            connection.close(true);
            throw e;
        }
    }

    private IoSession connected(IoConnectFuture attempt) throws IOException, InterruptedException {
        try {
            if (attempt.await(limits.login())) {
                if (attempt.getException() != null) {
                    throw new IOException(attempt.getException().getMessage(), attempt.getException());
                }
                return attempt.getSession();
            }
        } catch (InterruptedIOException e) {
            attempt.cancel();
            throw (InterruptedException) new InterruptedException("calling home ends").initCause(e);
        }
        attempt.cancel();
        throw new IOException("nobody answered in " + limits.login().toSeconds() + " s");
    }

    /**
     * Opens a listening address.
     *
     * @throws NetconfException when it cannot be listened on
     */
    Listener listen(AgentConfig.Listen at) throws NetconfException {
        Listener ssh = (Listener) server(Listener::new);
        ssh.setHost(at.address());
        ssh.setPort(at.port());
        try {
            ssh.start();
        } catch (IOException e) {
            throw new NetconfException(
                    "NETCONF cannot listen on " + at.address() + " port " + at.port() + ": " + e.getMessage()
                            + ". Choose another address or port in /pathgauge-system:agent/netconf/listen",
                    e);
        }
        LOG.info("NETCONF over SSH listens on {} port {}", at.address(), ssh.boundPort());
        return ssh;
    }

    private SshServer server(Factory<SshServer> kind) {
        SshServer ssh = ServerBuilder.builder()
                .factory(kind)
                .keyExchangeFactories(NamedFactory.setUpTransformedFactories(
                        true,
                        List.of(
                                BuiltinDHFactories.curve25519,
                                BuiltinDHFactories.curve25519_libssh,
                                BuiltinDHFactories.ecdhp256,
                                BuiltinDHFactories.ecdhp384,
                                BuiltinDHFactories.ecdhp521),
                        ServerBuilder.DH2KEX))
                .channelFactories(List.of(ChannelSessionFactory.INSTANCE))
                .forwardingFilter(RejectAllForwardingFilter.INSTANCE)
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE))
                .build();
        ssh.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        ssh.setPublickeyAuthenticator((user, key, session) -> users.accepts(user, key));
        ssh.setPasswordAuthenticator((user, password, session) -> judgeLater(user, password, session));
        ssh.setSubsystemFactories(List.of(new Subsystems()));
        ssh.addSessionListener(new Connections());
        properties(ssh);
        return ssh;
    }

    /** Judges on a thread of its own: a hash takes long, and the library's threads serve all connections. */
    private boolean judgeLater(String user, String password, ServerSession session) {
        var later = new AsyncAuthException();
        Thread.ofVirtual().name("netconf-password").start(() -> {
            InetAddress from = ((InetSocketAddress) session.getClientAddress()).getAddress();
            boolean right = false;
            try {
                right = passwords.admit(users, user, password, from);
            } finally {
                later.setAuthed(right);
            }
        });
        throw later;
    }

    private void properties(PropertyResolver ssh) {
        CoreModuleProperties.TCP_NODELAY.set(ssh, true);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(ssh, "PathGauge");
        CoreModuleProperties.AUTH_TIMEOUT.set(ssh, limits.login());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(ssh, 10);
        CoreModuleProperties.IDLE_TIMEOUT.set(ssh, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(ssh, Duration.ZERO);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(ssh, limits.channels());
        CoreModuleProperties.NIO_WORKERS.set(ssh, 2);
    }

    private final class Subsystems implements SubsystemFactory {
        @Override
        public String getName() {
            return NetconfSubsystem.NAME;
        }

        @Override
        public Command createSubsystem(ChannelSession channel) {
            return new NetconfSubsystem(sessions, dispatcher, limits, timer, keepAlive);
        }
    }

    /** Counts connections and has the authenticated ones watched. */
    private final class Connections implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            if (connections.incrementAndGet() > limits.connections()) {
                LOG.warn("SSH connection refused: {} are open", limits.connections());
                session.close(true);
            }
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated && session instanceof ServerSession) {
                Optional<Call> call = Call.of(session);
                keepAlive.watch(session, call.map(Call::keepAlive).orElse(limits.keepAlive()));
                call.ifPresent(c -> c.onLogin().run());
            }
        }

        @Override
        public void sessionClosed(Session session) {
            connections.decrementAndGet();
            keepAlive.forget(session);
        }
    }
}
