package org.pathgauge.snmp.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One connection: SNMP messages one behind the other, which tell their own length (RFC 3430 section 2.1).
 *
 * <p>Whoever begins a message must end it, and whoever asks must take the answer, within ten seconds; who says nothing
 * for five minutes is left.
 */
final class Connection implements AutoCloseable {
    private static final int SEQUENCE = 0x30;
    private static final int LONG_FORM = 0x80;
    private static final int LENGTH_OCTETS = 4;
    private static final int IDLE_MILLIS = 300_000;
    private static final long PATIENCE_SECONDS = 10;

    private final Socket raw;
    private final InetAddress address;
    private final int port;
    private final ScheduledExecutorService timer;
    private Socket socket;
    private volatile long usedNanos;

    Connection(Socket raw, ScheduledExecutorService timer, long now) {
        this.raw = raw;
        this.socket = raw;
        this.address = raw.getInetAddress();
        this.port = raw.getPort();
        this.timer = timer;
        this.usedNanos = now;
    }

    InetAddress address() {
        return address;
    }

    int port() {
        return port;
    }

    /** When it was last of use. */
    long usedNanos() {
        return usedNanos;
    }

    void used(long now) {
        usedNanos = now;
    }

    Socket raw() {
        return raw;
    }

    /** Reads and writes through this from now on. */
    void over(Socket secured) {
        socket = secured;
    }

    /** What came is not the beginning of a message. */
    static final class NoMessageException extends IOException {
        private static final long serialVersionUID = 1L;

        private final byte[] octets;

        private NoMessageException(byte[] octets) {
            super("no SNMP message");
            this.octets = octets;
        }

        /** What was read of it. */
        byte[] octets() {
            return octets.clone();
        }
    }

    /** A step on a connection. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    /** Closes the connection if a step takes too long. */
    <T> T inTime(Step<T> step) throws IOException {
        var overdue = timer.schedule(this::close, PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            return step.take();
        } finally {
            overdue.cancel(false);
        }
    }

    /**
     * Waits for a message.
     *
     * @return its octets; empty at the end of the connection
     * @throws NoMessageException if it cannot be the beginning of a message
     * @throws IOException if it ends too soon or is too long; nothing can be read any more in either case
     */
    Optional<byte[]> read(int largest) throws IOException {
        raw.setSoTimeout(IDLE_MILLIS);
        InputStream in = socket.getInputStream();
        int tag = in.read();
        return tag < 0 ? Optional.empty() : Optional.of(inTime(() -> rest(in, tag, largest)));
    }

    private static byte[] rest(InputStream in, int tag, int largest) throws IOException {
        if (tag != SEQUENCE) {
            throw new NoMessageException(new byte[] {(byte) tag});
        }
        DataInputStream data = new DataInputStream(in);
        int first = data.readUnsignedByte();
        int octets = first < LONG_FORM ? 0 : first - LONG_FORM;
        if (first == LONG_FORM || octets > LENGTH_OCTETS) {
            throw new NoMessageException(new byte[] {(byte) tag, (byte) first});
        }
        byte[] lengthOctets = new byte[octets];
        data.readFully(lengthOctets);
        long length = octets == 0 ? first : 0;
        for (byte octet : lengthOctets) {
            length = length << Byte.SIZE | octet & 0xff;
        }
        int head = 2 + octets;
        if (length > largest - head) {
            throw new IOException("an SNMP message of " + length + " octets");
        }
        byte[] message = new byte[head + (int) length];
        message[0] = SEQUENCE;
        message[1] = (byte) first;
        System.arraycopy(lengthOctets, 0, message, 2, octets);
        data.readFully(message, head, (int) length);
        return message;
    }

    void write(byte[] message) throws IOException {
        inTime(() -> {
            synchronized (this) {
                OutputStream out = socket.getOutputStream();
                out.write(message);
                out.flush();
            }
            return message.length;
        });
    }

    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // Nobody is left to tell.
        }
    }
}
