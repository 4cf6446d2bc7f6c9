package org.pathgauge.netconf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
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
    private final Dispatcher dispatcher;
    private final ScheduledExecutorService timer;
    private final KeepAlive keepAlive;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile UserKeys users;

    SshTransport(KeyPair hostKey, Limits limits, Sessions sessions, Dispatcher dispatcher, UserKeys users) {
        this.hostKey = hostKey;
        this.limits = limits;
        this.sessions = sessions;
        this.dispatcher = dispatcher;
        this.users = users;
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("netconf-timer").factory());
        keepAlive = new KeepAlive(timer, limits);
    }

    UserKeys users() {
        return users;
    }

    /** Changes who may log in from now on; who is logged in stays. */
    void users(UserKeys changed) {
        users = changed;
    }

    @Override
    public void close() {
        sessions.closeAll();
        timer.shutdownNow();
    }

    /** A listening address. */
    static final class Listener extends SshServer {
        /** Stops accepting; connections made through this address stay. */
        void unbind() {
            acceptor.unbind();
        }

        /** The port in use. */
        int boundPort() {
            return ((InetSocketAddress) acceptor.getBoundAddresses().iterator().next()).getPort();
        }

        /** Accepts again at an address. */
        void bind(InetSocketAddress address) throws IOException {
            acceptor.bind(address);
        }
    }

    /**
     * Opens a listening address.
     *
     * @throws NetconfException when it cannot be listened on
     */
    Listener listen(AgentConfig.Listen at) throws NetconfException {
        Listener ssh = (Listener) ServerBuilder.builder()
                .factory(Listener::new)
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
        ssh.setHost(at.address());
        ssh.setPort(at.port());
        ssh.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        ssh.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        ssh.setPublickeyAuthenticator((user, key, session) -> users.accepts(user, key));
        ssh.setSubsystemFactories(List.of(new Factory()));
        ssh.addSessionListener(new Connections());
        properties(ssh);
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

    private final class Factory implements SubsystemFactory {
        @Override
        public String getName() {
            return NetconfSubsystem.NAME;
        }

        @Override
        public Command createSubsystem(ChannelSession channel) {
            return new NetconfSubsystem(sessions, dispatcher, limits, timer);
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
                keepAlive.watch(session);
            }
        }

        @Override
        public void sessionClosed(Session session) {
            connections.decrementAndGet();
            keepAlive.forget(session);
        }
    }
}
