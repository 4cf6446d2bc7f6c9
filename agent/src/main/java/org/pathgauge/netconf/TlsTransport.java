package org.pathgauge.netconf;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.pathgauge.credentials.TlsIdentity;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NETCONF over TLS (RFC 7589): one session a connection, whose user the client's certificate tells.
 *
 * <p>Each connection has a virtual thread that serves it and one that reads ahead. Dead clients are found by TCP's own
 * keep-alive.
 */
final class TlsTransport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTransport.class);
    private static final Name TRANSPORT = new Name(Ns.MONITORING, "netconf-tls");
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final int BACKLOG = 50;
    private static final int UNANSWERED = 3;
    private static final long CLOSE_SECONDS = 5;
    private static final long PAUSE_MILLIS = 200;

    private final Sessions sessions;
    private final CompletableFuture<Dispatcher> dispatcher;
    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final AtomicInteger connections;
    private final Supplier<Users> users;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Optional<TlsIdentity> identity = Optional.empty();

    /**
     * Makes the transport, which listens nowhere yet.
     *
     * @param dispatcher when it is there, sessions begin
     * @param timer for what is overdue
     * @param connections how many there are, over all transports
     * @param users asked once a connection
     */
    TlsTransport(
            Sessions sessions,
            CompletableFuture<Dispatcher> dispatcher,
            Limits limits,
            ScheduledExecutorService timer,
            AtomicInteger connections,
            Supplier<Users> users) {
        this.sessions = sessions;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.timer = timer;
        this.connections = connections;
        this.users = users;
    }

    Optional<TlsIdentity> identity() {
        return identity;
    }

    /** Changes certificate, trust and names from the next connection on. */
    void identity(Optional<TlsIdentity> changed) {
        identity = changed;
    }

    @Override
    public void close() {
        open.forEach(TlsTransport::closeQuietly);
    }

    /** A listening address. */
    final class Listener implements Listening {
        private volatile ServerSocket socket;
        private int port;

        @Override
        public int boundPort() {
            return port;
        }

        @Override
        public void bind(InetSocketAddress address) throws IOException {
            ServerSocket fresh = new ServerSocket();
            try {
                fresh.setReuseAddress(true);
                fresh.bind(address, BACKLOG);
            } catch (IOException e) {
                closeQuietly(fresh);
                throw e;
            }
            socket = fresh;
            port = fresh.getLocalPort();
            Thread.ofVirtual().name("netconf-tls-" + port).start(() -> accept(fresh));
        }

        @Override
        public void unbind() {
            closeQuietly(socket);
        }

        @Override
        public void end() {
            unbind();
        }
    }

    /**
     * Opens a listening address.
     *
     * @throws NetconfException when it cannot be listened on
     */
    Listener listen(AgentConfig.Listen at) throws NetconfException {
        var listener = new Listener();
        try {
            listener.bind(new InetSocketAddress(at.address(), at.port()));
        } catch (IOException e) {
            throw new NetconfException(
                    "NETCONF cannot listen on " + at.address() + " port " + at.port() + ": " + e.getMessage()
                            + ". Choose another address or port in /pathgauge-system:agent/netconf/tls/listen",
                    e);
        }
        LOG.info("NETCONF over TLS listens on {} port {}", at.address(), listener.boundPort());
        return listener;
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("netconf-tls").start(() -> serve(client, limits.keepAlive(), () -> {}));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("NETCONF over TLS cannot accept a connection: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Serves a connection to its end and closes it; never throws.
     *
     * @param keepAlive time between two questions whether the client is still there
     * @param onLogin run when the user is known
     * @return why it ended
     */
    String serve(Socket socket, Duration keepAlive, Runnable onLogin) {
        String host = AddressText.of(socket.getInetAddress());
        open.add(socket);
        try {
            if (connections.incrementAndGet() > limits.connections()) {
                LOG.warn("TLS connection from {} refused: {} are open", host, limits.connections());
                return "too many connections are open";
            }
            keepAlive(socket, keepAlive);
            return authenticated(socket, host, onLogin);
        } catch (CertificateException | IOException | RuntimeException e) {
            sessions.logins().refusedCertificate();
            LOG.warn("TLS connection from {} refused: {}", host, reason(e));
            return reason(e);
        } finally {
            connections.decrementAndGet();
            open.remove(socket);
            closeQuietly(socket);
        }
    }

    private static void keepAlive(Socket socket, Duration period) throws IOException {
        int seconds = (int) Math.max(1, period.toSeconds());
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, seconds);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, UNANSWERED);
    }

    private String authenticated(Socket socket, String host, Runnable onLogin)
            throws IOException, CertificateException {
        TlsIdentity who = identity.orElseThrow(() -> new IOException("TLS is not configured"));
        var overdue = timer.schedule(() -> closeQuietly(socket), limits.login().toMillis(), TimeUnit.MILLISECONDS);
        SSLSocket tls;
        String user;
        try {
            // Of the two methods of this name, the one with a stream for what was read already is for servers.
            tls = (SSLSocket) who.context().getSocketFactory().createSocket(socket, null, true);
            tls.setEnabledProtocols(VERSIONS);
            tls.setNeedClientAuth(true);
            tls.startHandshake();
            user = who.user(tls.getSession(), users.get()::knows);
        } finally {
            overdue.cancel(false);
        }
        onLogin.run();
        return session(socket, tls, new Client(user, host));
    }

    private record Client(String user, String host) {}

    private String session(Socket socket, SSLSocket tls, Client client) throws IOException {
        var in = new ReadAhead(tls.getInputStream());
        var peer = new Peer(
                client.user(), client.host(), TRANSPORT, in, tls.getOutputStream(), () -> closeQuietly(socket));
        Optional<Session> opened = sessions.open(peer, dispatcher.join());
        if (opened.isEmpty()) {
            LOG.warn(
                    "NETCONF session of {} from {} refused: {} are open",
                    client.user(),
                    client.host(),
                    limits.sessions());
            return "too many NETCONF sessions are open";
        }
        Session session = opened.get();
        var overdue =
                timer.schedule(session::endUnlessEstablished, limits.hello().toMillis(), TimeUnit.MILLISECONDS);
        Thread.ofVirtual().name("netconf-" + session.id() + "-in").start(() -> {
            in.run();
            session.gone();
        });
        Session.End end = Session.End.DROPPED;
        try {
            end = session.serve();
        } finally {
            overdue.cancel(false);
            sessions.ended(session, end);
            in.close();
            farewell(socket, tls);
        }
        return "the session ended";
    }

    /** Tells the client the end, but does not wait for one that does not listen. */
    private void farewell(Socket socket, SSLSocket tls) {
        try {
            var overdue = timer.schedule(() -> closeQuietly(socket), CLOSE_SECONDS, TimeUnit.SECONDS);
            closeQuietly(tls);
            overdue.cancel(false);
        } catch (RejectedExecutionException e) {
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.debug("Closing {}", closeable, e);
        }
    }

    /** The innermost reason, which is what tells a person most. */
    private static String reason(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String text = inner.getMessage() == null ? inner.toString() : inner.getMessage();
        return inner == e ? text : e.getMessage() + " (" + text + ")";
    }
}
