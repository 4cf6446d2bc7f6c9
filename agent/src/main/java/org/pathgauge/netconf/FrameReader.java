package org.pathgauge.netconf;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads messages from a byte stream framed as RFC 6242 says: end-of-message marks until {@link #chunked}, chunks after.
 *
 * <p>Two deviations seen in the field are accepted because nothing else could be meant: line breaks before a message (some
 * clients end their hello with one), and a first message that is already chunked.
 */
final class FrameReader {
    private static final byte[] END = {']', ']', '>', ']', ']', '>'};
    private static final int MAX_LEADING_BREAKS = 16;
    private static final long MAX_CHUNK = 4_294_967_295L;

    /** A growing array, its successor and the final copy exist at once. */
    private static final long COPIES = 4;

    private final InputStream in;
    private final RequestMemory.Share memory;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int filled;
    private int limit;
    private boolean chunked;

    /**
     * Makes a reader.
     *
     * @param in the peer's bytes; need not be buffered
     * @param limit longest message accepted, bytes
     * @param memory what the messages are charged to; the caller releases it
     */
    FrameReader(InputStream in, int limit, RequestMemory.Share memory) {
        this.in = in;
        this.memory = memory;
        this.limit = limit;
    }

    /** Switches to chunked framing (RFC 6242 section 4.1: after both hellos named base:1.1). */
    void chunked() {
        chunked = true;
    }

    /** Sets the longest message accepted from now on, bytes. */
    void limit(int bytes) {
        limit = bytes;
    }

    /**
     * Waits for the next whole message.
     *
     * @return its bytes; empty when the stream ended between messages
     * @throws EOFException when it ended within one
     */
    Optional<byte[]> next() throws IOException {
        int first = skipBreaks();
        if (first < 0) {
            return Optional.empty();
        }
        return Optional.of(chunked || first == '#' ? chunks() : untilMark());
    }

    /** Skips line breaks and peeks; in chunked framing one break belongs to the first chunk's header and must be there. */
    private int skipBreaks() throws IOException {
        for (int breaks = 0; breaks <= MAX_LEADING_BREAKS; breaks++) {
            int b = read();
            if (b != '\n' && b != '\r') {
                if (b >= 0) {
                    at--;
                }
                if (b >= 0 && breaks == 0 && chunked) {
                    throw FramingException.broken("a chunk must start with a line feed and '#', not " + show(b));
                }
                return b == '#' && breaks == 0 ? ' ' : b;
            }
        }
        throw FramingException.broken("more than " + MAX_LEADING_BREAKS + " line breaks between messages");
    }

    private byte[] untilMark() throws IOException {
        var message = new ByteArrayOutputStream();
        int matched = 0;
        while (true) {
            int b = need();
            charge(message, 1);
            message.write(b);
            matched = advance(matched, b);
            if (matched == END.length) {
                byte[] bytes = message.toByteArray();
                return java.util.Arrays.copyOf(bytes, bytes.length - END.length);
            }
            if (message.size() > limit + END.length) {
                throw FramingException.tooBig(limit);
            }
        }
    }

    /** Length of the longest prefix of the mark that ends with this byte: the mark overlaps with itself. */
    private static int advance(int matched, int b) {
        if (b == END[matched]) {
            return matched + 1;
        }
        if (b != ']') {
            return 0;
        }
        return matched == 2 ? 2 : 1;
    }

    /** RFC 6242 section 4.2, from the '#' of the first header on. */
    private byte[] chunks() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            expect('#');
            int b = need();
            if (b == '#') {
                expect('\n');
                if (message.size() == 0) {
                    throw FramingException.broken("end of chunks without a chunk");
                }
                return message.toByteArray();
            }
            copy(message, chunkSize(b));
            expect('\n');
        }
    }

    private long chunkSize(int firstDigit) throws IOException {
        if (firstDigit < '1' || firstDigit > '9') {
            throw FramingException.broken("a chunk size must start with 1 to 9, not " + show(firstDigit));
        }
        long size = firstDigit - '0';
        for (int b = need(); b != '\n'; b = need()) {
            if (b < '0' || b > '9') {
                throw FramingException.broken("a chunk size holds " + show(b));
            }
            size = size * 10 + b - '0';
            if (size > MAX_CHUNK) {
                throw FramingException.broken("a chunk size is above " + MAX_CHUNK);
            }
        }
        return size;
    }

    private void copy(ByteArrayOutputStream message, long size) throws IOException {
        if (message.size() + size > limit) {
            throw FramingException.tooBig(limit);
        }
        for (long left = size; left > 0; ) {
            if (at == filled && !fill()) {
                throw new EOFException("the stream ended within a chunk");
            }
            int part = (int) Math.min(left, filled - at);
            charge(message, part);
            message.write(buffer, at, part);
            at += part;
            left -= part;
        }
    }

    private void charge(ByteArrayOutputStream message, int more) throws FramingException {
        if (!memory.hold(COPIES * (message.size() + more))) {
            throw FramingException.noMemory(message.size());
        }
    }

    private void expect(int wanted) throws IOException {
        int b = need();
        if (b != wanted) {
            throw FramingException.broken("expected " + show(wanted) + " in the framing, got " + show(b));
        }
    }

    private int need() throws IOException {
        int b = read();
        if (b < 0) {
            throw new EOFException("the stream ended within a message");
        }
        return b;
    }

    private int read() throws IOException {
        return at == filled && !fill() ? -1 : buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        at = 0;
        filled = Math.max(n, 0);
        return n > 0;
    }

    private static String show(int b) {
        return b > ' ' && b < 127 ? "'" + (char) b + "'" : "byte " + b;
    }
}
