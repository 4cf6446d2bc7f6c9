package org.pathgauge.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BiConsumer;

/**
 * Finds the records of a segment, one after the other, whatever the octets between them are.
 *
 * <p>What is no record with a right checksum is skipped octet by octet until one is.
 */
final class RecordScanner {
    private static final int CAPACITY = 2 * (Format.MOST_BODY + Format.RECORD_HEADER);

    private final ReadableByteChannel channel;
    private final BiConsumer<Long, Long> lost;
    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).flip();
    private long base;
    private boolean ended;

    /**
     * Begins at the channel's position.
     *
     * @param offset the position
     * @param lost told the offset and length of each stretch that is no record
     */
    RecordScanner(ReadableByteChannel channel, long offset, BiConsumer<Long, Long> lost) {
        this.channel = channel;
        this.base = offset;
        this.lost = lost;
    }

    /** Offset of the octet behind what was read last. */
    long offset() {
        return base + buffer.position();
    }

    /** The body of the next record, valid until the next call; empty at the end. */
    ByteBuffer next() throws IOException {
        long lostFrom = -1;
        while (available(Format.RECORD_HEADER)) {
            int at = buffer.position();
            int length = buffer.getInt(at + 4);
            if (buffer.getInt(at) == Format.SYNC && length > 0 && length <= Format.MOST_BODY) {
                int whole = Format.RECORD_HEADER + length;
                if (available(whole)) {
                    at = buffer.position();
                    int body = at + Format.RECORD_HEADER;
                    if (buffer.getInt(at + 8) == Format.recordCrc(length, buffer.array(), body)) {
                        tell(lostFrom, base + at);
                        buffer.position(at + whole);
                        return buffer.slice(body, length);
                    }
                }
            }
            lostFrom = lostFrom < 0 ? offset() : lostFrom;
            buffer.position(buffer.position() + 1);
        }
        long end = base + buffer.limit();
        tell(lostFrom < 0 ? offset() : lostFrom, end);
        buffer.position(buffer.limit());
        return ByteBuffer.allocate(0);
    }

    private void tell(long from, long to) {
        if (from >= 0 && to > from) {
            lost.accept(from, to - from);
        }
    }

    private boolean available(int octets) throws IOException {
        if (buffer.remaining() >= octets) {
            return true;
        }
        if (ended) {
            return false;
        }
        base += buffer.position();
        buffer.compact();
        while (buffer.hasRemaining() && !ended) {
            ended = channel.read(buffer) < 0;
        }
        buffer.flip();
        return buffer.remaining() >= octets;
    }
}
