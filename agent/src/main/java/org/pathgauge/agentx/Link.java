package org.pathgauge.agentx;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.pathgauge.agentx.AgentXException.Reason;
import org.pathgauge.model.AgentXConfig;

/**
 * The stream to the master: finds the boundaries of PDUs, and keeps those of two threads apart.
 *
 * <p>It waits in a selector. Who waits in read(2) of a unix-domain socket is woken once more each time the master takes what
 * was sent before, by the master's processor.
 */
final class Link implements AutoCloseable {
    /**
     * The longest payload that is taken. The largest SNMP message, 65,507 octets of identifiers with one octet a
     * sub-identifier, becomes four times as long.
     */
    static final int MAX_PAYLOAD = 1 << 19;

    private static final int FIRST = 16_384;
    private static final int FLAGS_AT = 2;
    private static final long ROOM_MILLIS = 100;
    private static final int LENGTH_AT = 16;

    /** What the kernel says when too many wait already to be accepted. */
    private static final String FULL = "Resource temporarily unavailable";

    private final SocketChannel channel;
    private final ReentrantLock writing = new ReentrantLock();
    private final Selector readable;
    private final LongSupplier nanos;
    private volatile Optional<AgentXException> stalled = Optional.empty();
    private ByteBuffer in = ByteBuffer.allocateDirect(FIRST).limit(0);

    Link(SocketChannel channel, LongSupplier nanos) throws IOException {
        this.channel = channel;
        this.nanos = nanos;
        readable = Selector.open();
        try {
            channel.configureBlocking(false);
            channel.register(readable, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Connects to a master.
     *
     * @param nanos monotonic time
     * @throws AgentXException with a way to mend it, if there is none
     */
    static Link open(AgentXConfig config, LongSupplier nanos) throws AgentXException {
        try {
            return new Link(config.address().isPresent() ? tcp(config) : unix(Path.of(config.socket())), nanos);
        } catch (ConnectException e) {
            throw new AgentXException(
                    Reason.OTHER,
                    "nobody listens (" + e.getMessage()
                            + "): start snmpd with 'master agentx' and the same agentXSocket",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new AgentXException(Reason.OTHER, why(config, e), e);
        }
    }

    private static SocketChannel tcp(AgentXConfig config) throws IOException {
        InetSocketAddress to = new InetSocketAddress(config.address().orElseThrow(), config.port());
        if (to.isUnresolved()) {
            throw new IOException("there is no host " + to.getHostString());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(to, Math.toIntExact(config.timeout().toMillis()));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketChannel unix(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // Whoever waits for a place in the master's queue does so without end.
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException(FULL);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String why(AgentXConfig config, Exception e) {
        if (config.address().isEmpty()) {
            Path socket = Path.of(config.socket());
            Path dir = socket.toAbsolutePath().getParent();
            if (dir != null && Files.isDirectory(dir) && !Files.isExecutable(dir)) {
                return "the directory " + dir + " may not be entered: set 'agentXPerms 0770 0770' and a group of"
                        + " PathGauge's user in snmpd.conf";
            }
            if (!Files.exists(socket)) {
                return "the socket does not exist: start snmpd with 'master agentx', and 'agentXSocket " + socket + "'";
            }
        }
        if (FULL.equals(e.getMessage())) {
            return "the master takes no more connections, as if it hung: restart snmpd";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Whether a further PDU is here already, so that the next {@link #read} does not wait. */
    boolean buffered() {
        if (in.remaining() < Header.OCTETS) {
            return false;
        }
        in.order(Header.order(in.get(in.position() + FLAGS_AT)));
        int length = in.getInt(in.position() + LENGTH_AT);
        // A length that is out of range is refused at once.
        return length < 0 || length > MAX_PAYLOAD || in.remaining() - Header.OCTETS >= length;
    }

    /** What {@link #read} hands a PDU to. */
    @FunctionalInterface
    interface Sink {
        /** Takes one PDU; {@code payload} is of use only during the call. */
        void accept(Header header, ByteBuffer payload) throws AgentXException, IOException;
    }

    /**
     * Waits for one PDU.
     *
     * @return whether there was one; not when the master has closed the connection
     * @throws AgentXException if the master broke the protocol, or {@link #write} ended the connection
     */
    boolean read(Sink sink) throws AgentXException, IOException {
        if (!fill(Header.OCTETS)) {
            return false;
        }
        int begin = in.position();
        Header header = PduReader.header(in, MAX_PAYLOAD);
        in.position(begin);
        if (!fill(Header.OCTETS + header.length())) {
            return false;
        }
        begin = in.position();
        ByteBuffer payload = in.slice(begin + Header.OCTETS, header.length()).order(header.order());
        in.position(begin + Header.OCTETS + header.length());
        sink.accept(header, payload);
        return true;
    }

    /** Has this many octets from the buffer's position on; false at the end of the stream. */
    private boolean fill(int octets) throws AgentXException, IOException {
        if (in.remaining() >= octets) {
            return true;
        }
        in.compact();
        if (in.capacity() < octets) {
            in = ByteBuffer.allocateDirect(octets).put(in.flip());
        } else if (in.capacity() > FIRST && octets <= FIRST && in.position() <= FIRST) {
            in = ByteBuffer.allocateDirect(FIRST).put(in.flip());
        }
        while (in.position() < octets) {
            awaitInput();
            int got;
            try {
                got = channel.read(in);
            } catch (ClosedChannelException e) {
                throw whyClosed(e);
            }
            if (got < 0) {
                return false;
            }
        }
        in.flip();
        return true;
    }

    private void awaitInput() throws AgentXException, IOException {
        try {
            readable.select(key -> {});
        } catch (ClosedSelectorException e) {
            throw whyClosed(new ClosedChannelException());
        }
    }

    /** For a thread whose connection another one has closed. */
    private ClosedChannelException whyClosed(ClosedChannelException closed) throws AgentXException {
        if (stalled.isPresent()) {
            throw stalled.get();
        }
        return closed;
    }

    /** Waits until the master has taken something, but not for long. */
    private void awaitRoom() throws IOException {
        try (Selector writable = Selector.open()) {
            channel.register(writable, SelectionKey.OP_WRITE);
            // Whoever closes the channel does not wake this selector.
            writable.select(key -> {}, ROOM_MILLIS);
        }
    }

    /**
     * Sends whole PDUs.
     *
     * @param patience how long the master may take nothing
     * @throws AgentXException if it takes nothing in that time; the connection, in which half a PDU may be, is closed
     */
    void write(ByteBuffer pdus, Duration patience) throws AgentXException, IOException {
        boolean locked;
        try {
            locked = writing.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentXException(Reason.SHUTDOWN, "interrupted", e);
        }
        if (!locked) {
            throw stall(patience);
        }
        try {
            long since = nanos.getAsLong();
            while (pdus.hasRemaining()) {
                if (channel.write(pdus) > 0) {
                    since = nanos.getAsLong();
                } else if (nanos.getAsLong() - since < patience.toNanos()) {
                    awaitRoom();
                } else {
                    throw stall(patience);
                }
            }
        } catch (ClosedChannelException e) {
            throw whyClosed(e);
        } finally {
            writing.unlock();
        }
    }

    private AgentXException stall(Duration patience) {
        AgentXException why = new AgentXException(
                Reason.TIMEOUTS,
                "the master has taken nothing for " + patience.toSeconds() + " s, though it is connected");
        stalled = Optional.of(why);
        close();
        return why;
    }

    @Override
    public void close() {
        try {
            channel.close();
            // Wakes the reader, and lets go of the socket, which a selector keeps.
            readable.close();
        } catch (IOException e) {
            // Nothing is lost: whatever was sent has been handed to the kernel.
        }
    }
}
