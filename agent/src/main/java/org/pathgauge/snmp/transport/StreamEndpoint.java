package org.pathgauge.snmp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.pathgauge.model.AddressText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.TransportStateReference;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TcpAddress;
import org.snmp4j.transport.AbstractTransportMapping;
import org.snmp4j.transport.TransportListener;

/**
 * A TCP port of the SNMP engine (RFC 3430), or one for TLS (RFC 6353), with a virtual thread a connection.
 *
 * <p>There are never more connections than a limit: one more closes the one that was of use longest ago, so that nobody
 * locks others out by opening many.
 */
public final class StreamEndpoint extends AbstractTransportMapping<TcpAddress> implements Endpoint {
    /** Connections at a time. */
    static final int CONNECTIONS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(StreamEndpoint.class);
    private static final int BACKLOG = 50;
    private static final long PAUSE_MILLIS = 200;
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final long NANOS_PER_LINE = TimeUnit.MINUTES.toNanos(1);
    private static final int VERSION_3 = 3;

    private final ServerSocket server;
    private final Optional<TlsHandshake> tls;
    private final LongSupplier nanos;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;
    private Optional<Thread> acceptor = Optional.empty();
    private volatile boolean listening;
    private long refusals;
    private long refusalLogged;

    private StreamEndpoint(ServerSocket server, Optional<TlsHandshake> tls, LongSupplier nanos) {
        this.server = server;
        this.tls = tls;
        this.nanos = nanos;
        maxInboundMessageSize = UdpEndpoint.MAX_INBOUND;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("snmp-patience").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Binds a port; connections wait until {@link #start}.
     *
     * @param tls makes connections secure; empty for plain TCP
     * @param nanos monotonic time
     */
    public static StreamEndpoint bind(InetSocketAddress address, Optional<TlsHandshake> tls, LongSupplier nanos)
            throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
            return new StreamEndpoint(server, tls, nanos);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public boolean isOpen() {
        return !server.isClosed();
    }

    @Override
    public boolean isListening() {
        return listening;
    }

    @Override
    public Class<? extends Address> getSupportedAddressClass() {
        return TcpAddress.class;
    }

    @Override
    public TcpAddress getListenAddress() {
        return new TcpAddress(server.getInetAddress(), port());
    }

    @Override
    public int getMaxOutboundMessageSize() {
        return UdpEndpoint.MAX_OUTBOUND;
    }

    @Override
    public void start(TransportListener listener) {
        addTransportListener(listener);
        listen();
    }

    @Override
    public void listen() {
        listening = true;
        acceptor = Optional.of(Thread.ofVirtual().name("snmp-tcp-" + port()).start(this::accept));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Connection connection = new Connection(socket, timer, nanos.getAsLong());
                makeRoom();
                connections.add(connection);
                Thread.ofVirtual().name("snmp-tcp").start(() -> serve(connection));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("SNMP on port {} cannot accept a connection: {}", port(), e.toString());
                    pause();
                }
            }
        }
    }

    private void makeRoom() {
        if (connections.size() >= CONNECTIONS) {
            connections.stream()
                    .min(Comparator.comparingLong(c -> c.usedNanos() - nanos.getAsLong()))
                    .ifPresent(this::end);
        }
    }

    private void end(Connection connection) {
        connections.remove(connection);
        connection.close();
    }

    private static void await(Thread thread) {
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Connection connection) {
        try {
            connection.raw().setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection.raw().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            receive(connection, secured(connection));
        } catch (CertificateException e) {
            refused(connection, e);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.debug("SNMP connection from {} ends: {}", connection.address(), e.toString());
        } finally {
            end(connection);
        }
    }

    private void receive(Connection connection, TransportStateReference state) throws IOException {
        try {
            Optional<byte[]> message = connection.read(UdpEndpoint.MAX_INBOUND);
            while (message.isPresent()) {
                connection.used(nanos.getAsLong());
                process(state, message.get());
                message = connection.read(UdpEndpoint.MAX_INBOUND);
            }
        } catch (Connection.NoMessageException e) {
            // Where datagrams that are no message are counted.
            process(state, e.octets());
            throw e;
        }
    }

    /** One line a minute at most: a scan must not fill the log. */
    private synchronized void refused(Connection connection, CertificateException why) {
        refusals++;
        long now = nanos.getAsLong();
        if (refusals == 1 || now - refusalLogged >= NANOS_PER_LINE) {
            LOG.warn(
                    "SNMP over TLS from {} refused: {} ({} refused on port {} so far)",
                    AddressText.of(connection.address()),
                    why.getMessage(),
                    refusals,
                    port());
            refusalLogged = now;
        }
    }

    private TransportStateReference secured(Connection connection) throws IOException, CertificateException {
        Peer peer = new Peer(connection);
        if (tls.isEmpty()) {
            return new TransportStateReference(
                    this, peer, null, SecurityLevel.undefined, SecurityLevel.undefined, false, connection);
        }
        String user = tls.get().shake(connection);
        return new TransportStateReference(
                this, peer, new OctetString(user), SecurityLevel.authPriv, SecurityLevel.authPriv, true, connection);
    }

    private void process(TransportStateReference state, byte[] message) {
        // RFC 6353 section 7.1: who is secured by TLS speaks version 3, whose security model takes the name from TLS.
        if (tls.isEmpty() || version(message) == VERSION_3) {
            fireProcessMessage((Peer) state.getAddress(), ByteBuffer.wrap(message), state);
        }
    }

    /** The first element of a message. */
    private static int version(byte[] message) {
        if (message.length < 2) {
            return -1;
        }
        int at = message[1] >= 0 ? 2 : 2 + (message[1] & 0x7f);
        return message.length > at + 2 && message[at] == 2 && message[at + 1] == 1 ? message[at + 2] : -1;
    }

    @Override
    public void sendMessage(
            TcpAddress address, byte[] message, TransportStateReference state, long timeoutMillis, int maxRetries)
            throws IOException {
        if (!(address instanceof Peer peer)) {
            throw new IOException("there is no connection to " + address);
        }
        peer.connection().write(message);
    }

    @Override
    public void close() throws IOException {
        server.close();
        // The port is free once nobody waits in accept; until then ::, say, cannot be bound after 0.0.0.0.
        acceptor.ifPresent(StreamEndpoint::await);
        connections.forEach(this::end);
        timer.shutdownNow();
    }
}
