package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.TransportStateReference;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.UdpTransportMapping;

/**
 * A UDP socket of the SNMP engine, with one thread that receives and answers.
 *
 * <p>It differs from the library's in what hostile input can do: a datagram that makes the decoder throw ends that
 * datagram and not the thread, and memory is allocated for what was received, not for what might be.
 */
final class UdpEndpoint extends UdpTransportMapping {
    /** Larger requests are dropped; a GET of 200 objects has 5 kB. */
    static final int MAX_INBOUND = 8_192;

    /** The most that UDP over IPv4 carries (RFC 3417 section 3.2). */
    static final int MAX_OUTBOUND = 65_507;

    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

    private final DatagramChannel channel;
    private Optional<Thread> receiver = Optional.empty();

    private UdpEndpoint(DatagramChannel channel, InetSocketAddress local) {
        super(new UdpAddress(local.getAddress(), local.getPort()));
        this.channel = channel;
        maxInboundMessageSize = MAX_INBOUND;
        setAsyncMsgProcessingSupported(false);
    }

    /** Binds a socket; nothing is received before {@link #listen}. */
    static UdpEndpoint bind(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(address);
            return new UdpEndpoint(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    int port() {
        return getAddress().getPort();
    }

    boolean isOpen() {
        return channel.isOpen();
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
    public void listen() {
        Thread thread = Thread.ofPlatform().name("snmp-" + port()).daemon().unstarted(this::receive);
        receiver = Optional.of(thread);
        thread.start();
    }

    private void receive() {
        // One octet more than allowed tells a message that is too long from one that just fits.
        ByteBuffer buffer = ByteBuffer.allocate(MAX_INBOUND + 1);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress peer = channel.receive(buffer);
                if (buffer.position() <= MAX_INBOUND && peer instanceof InetSocketAddress from) {
                    process(from, Arrays.copyOf(buffer.array(), buffer.position()));
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Such as an ICMP error about an answer; the socket stays usable.
                LOG.debug("SNMP on {}: {}", udpAddress, e.toString());
            }
        }
    }

    private void process(InetSocketAddress from, byte[] message) {
        try {
            UdpAddress peer = new UdpAddress(from.getAddress(), from.getPort());
            TransportStateReference state = new TransportStateReference(
                    this, peer, null, SecurityLevel.undefined, SecurityLevel.undefined, false, channel);
            fireProcessMessage(peer, ByteBuffer.wrap(message), state);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.debug("SNMP message from {} dropped: {}", from, e.toString());
        }
    }

    @Override
    public void sendMessage(
            UdpAddress address, byte[] message, TransportStateReference state, long timeoutMillis, int maxRetries)
            throws IOException {
        channel.send(ByteBuffer.wrap(message), new InetSocketAddress(address.getInetAddress(), address.getPort()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        receiver.ifPresent(UdpEndpoint::await);
    }

    private static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
