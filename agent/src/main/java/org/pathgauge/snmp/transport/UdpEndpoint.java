package org.pathgauge.snmp.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.TransportStateReference;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.TransportListener;
import org.snmp4j.transport.UdpTransportMapping;

/**
 * A UDP socket of the SNMP engine, with one thread that receives and answers.
 *
 * <p>It differs from the library's in what hostile input can do: a datagram that makes the decoder throw ends that
 * datagram and not the thread, and memory is allocated for what was received, not for what might be.
 */
public final class UdpEndpoint extends UdpTransportMapping implements Endpoint {
    /** Larger requests are dropped; a GET of 200 objects has 5 kB. It is what snmpEngineMaxMessageSize says. */
    public static final int MAX_INBOUND = 8_192;

    /** The most that UDP over IPv4 carries (RFC 3417 section 3.2). */
    static final int MAX_OUTBOUND = 65_507;

    /** A receiver amid a SET may wait for the very change of the configuration that closes this. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

    private final DatagramPort socket;
    private Optional<Thread> receiver = Optional.empty();

    private UdpEndpoint(DatagramPort socket) {
        super(new UdpAddress(socket.local().getAddress(), socket.local().getPort()));
        this.socket = socket;
        maxInboundMessageSize = MAX_INBOUND;
        setAsyncMsgProcessingSupported(false);
    }

    /** Binds a socket to send from; nothing is received before {@link #listen}. */
    public static UdpEndpoint bind(InetSocketAddress address) throws IOException {
        return new UdpEndpoint(new ChannelPort(address));
    }

    /** Binds a socket whose answers come from the address that was asked; nothing is received before {@link #listen}. */
    public static UdpEndpoint answering(InetSocketAddress address) throws IOException {
        return address.getAddress().isAnyLocalAddress()
                ? new UdpEndpoint(new PacketInfoPort(address, MAX_INBOUND))
                : bind(address);
    }

    @Override
    public int port() {
        return getAddress().getPort();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public int getMaxOutboundMessageSize() {
        return MAX_OUTBOUND;
    }

    @Override
    public boolean isListening() {
        return receiver.isPresent();
    }

    @Override
    public void start(TransportListener listener) {
        addTransportListener(listener);
        listen();
    }

    @Override
    public void listen() {
        Thread thread = Thread.ofPlatform().name("snmp-" + port()).daemon().unstarted(this::run);
        receiver = Optional.of(thread);
        thread.start();
    }

    private void run() {
        try {
            receive();
        } finally {
            free();
        }
    }

    private void free() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("Closing SNMP on {}: {}", udpAddress, e.toString());
        }
    }

    private void receive() {
        // One octet more than allowed tells a message that is too long from one that just fits.
        ByteBuffer buffer = ByteBuffer.allocate(MAX_INBOUND + 1);
        while (socket.isOpen()) {
            try {
                Optional<UdpAddress> peer = socket.receive(buffer);
                if (peer.isPresent() && buffer.position() <= MAX_INBOUND) {
                    process(peer.get(), Arrays.copyOf(buffer.array(), buffer.position()));
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Such as an ICMP error about an answer; the socket stays usable.
                LOG.debug("SNMP on {}: {}", udpAddress, e.toString());
            }
        }
    }

    private void process(UdpAddress peer, byte[] message) {
        try {
            TransportStateReference state = new TransportStateReference(
                    this, peer, null, SecurityLevel.undefined, SecurityLevel.undefined, false, socket);
            fireProcessMessage(peer, ByteBuffer.wrap(message), state);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.debug("SNMP message from {} dropped: {}", peer, e.toString());
        }
    }

    @Override
    public void sendMessage(
            UdpAddress address, byte[] message, TransportStateReference state, long timeoutMillis, int maxRetries)
            throws IOException {
        socket.send(message, address);
    }

    @Override
    public void close() throws IOException {
        socket.shutdown();
        receiver.ifPresent(UdpEndpoint::await);
        if (receiver.filter(UdpEndpoint::isAtWork).isEmpty()) {
            socket.close();
        }
        // Else the receiver does that when it is done.
    }

    private static boolean isAtWork(Thread thread) {
        return thread.isAlive() && thread != Thread.currentThread();
    }

    private static void await(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
