package org.pathgauge.netconf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages to a byte stream framed as RFC 6242 says.
 *
 * <p>Up to 32 KiB are kept back and leave as one chunk in one write, header and end mark included: many small writes would
 * become as many small packets. A message that still fits can therefore be taken back with {@link #discard}.
 */
final class FrameWriter extends OutputStream {
    private static final int CAPACITY = 32 << 10;
    /** "\n#" and ten digits and "\n" at most. */
    private static final int HEAD = 13;

    private static final byte[] MARK = {']', ']', '>', ']', ']', '>'};
    private static final byte[] END_OF_CHUNKS = {'\n', '#', '#', '\n'};

    private final OutputStream out;
    private final byte[] buffer = new byte[HEAD + CAPACITY + MARK.length];
    private int size;
    private boolean chunked;
    private boolean sent;

    FrameWriter(OutputStream out) {
        this.out = out;
    }

    /** Switches to chunked framing, from the next message on. */
    void chunked() {
        chunked = true;
    }

    @Override
    public void write(int b) throws IOException {
        if (size == CAPACITY) {
            send(new byte[0]);
        }
        buffer[HEAD + size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (size == CAPACITY) {
                send(new byte[0]);
            }
            int part = Math.min(left, CAPACITY - size);
            System.arraycopy(bytes, from, buffer, HEAD + size, part);
            size += part;
            from += part;
            left -= part;
        }
    }

    /** Does nothing: only whole chunks leave, so that a writer that flushes often costs nothing. */
    @Override
    public void flush() {}

    /** Ends the message and sends what is left of it. */
    void end() throws IOException {
        send(chunked ? END_OF_CHUNKS : MARK);
        out.flush();
        sent = false;
    }

    /** Takes the message back; false when a part of it is already on its way. */
    boolean discard() {
        if (sent) {
            return false;
        }
        size = 0;
        return true;
    }

    private void send(byte[] tail) throws IOException {
        int start = HEAD;
        if (chunked && size > 0) {
            byte[] head = ("\n#" + size + "\n").getBytes(StandardCharsets.US_ASCII);
            start = HEAD - head.length;
            System.arraycopy(head, 0, buffer, start, head.length);
        }
        System.arraycopy(tail, 0, buffer, HEAD + size, tail.length);
        out.write(buffer, start, HEAD + size + tail.length - start);
        size = 0;
        sent = true;
    }
}
