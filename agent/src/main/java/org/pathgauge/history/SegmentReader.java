package org.pathgauge.history;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one segment from its beginning; never throws for what is in it. */
final class SegmentReader {
    private record Known(String probe, String measured) {}

    private final Path file;
    private final int encoding;
    private final long from;
    private final long to;
    private final SlotVisitor visitor;
    private final Consumer<Problem> problems;

    /** By number in this segment; empty for those that are not wanted. */
    private final Map<Long, Optional<Known>> probes = new HashMap<>();

    /**
     * Makes a reader for one pass.
     *
     * @param encoding the newest encoding of slots that the visitor understands
     * @param from first slot wanted
     * @param to last slot wanted
     */
    SegmentReader(Path file, int encoding, long from, long to, SlotVisitor visitor, Consumer<Problem> problems) {
        this.file = file;
        this.encoding = encoding;
        this.from = from;
        this.to = to;
        this.visitor = visitor;
        this.problems = problems;
    }

    void read() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!headerAllows(channel)) {
                problems.accept(new Problem(file, 0, channel.size(), Problem.Kind.NEWER));
                return;
            }
            long size = channel.size();
            List<long[]> gaps = new ArrayList<>();
            RecordScanner scanner =
                    new RecordScanner(channel, channel.position(), (at, length) -> gaps.add(new long[] {at, length}));
            while (true) {
                ByteBuffer body = scanner.next();
                boolean end = !body.hasRemaining();
                for (long[] gap : gaps) {
                    // What is lost at the very end was being written; a file that grows meanwhile is no concern.
                    boolean torn = end && gap[0] + gap[1] >= size;
                    problems.accept(new Problem(file, gap[0], gap[1], torn ? Problem.Kind.TORN : Problem.Kind.DAMAGED));
                }
                gaps.clear();
                if (end || visitor.done()) {
                    return;
                }
                accept(body, scanner.offset());
            }
        } catch (IOException e) {
            problems.accept(new Problem(file, 0, 0, Problem.Kind.UNREADABLE));
        }
    }

    /** False when a sound header tells of a newer version; a header that is not sound is damage like any other. */
    private boolean headerAllows(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Format.HEADER);
        while (header.hasRemaining() && channel.read(header) >= 0) {
            continue;
        }
        boolean sound = !header.hasRemaining()
                && header.getInt(12) == Format.crc(header.array(), 0, Format.HEADER - Integer.BYTES)
                && header.getLong(0) >>> 16 == Format.MAGIC;
        if (!sound) {
            channel.position(0);
            return true;
        }
        return header.get(6) <= Format.VERSION && header.get(7) <= encoding;
    }

    private void accept(ByteBuffer body, long end) {
        int length = body.remaining();
        try {
            switch (body.get()) {
                case Format.PROBE -> probe(body);
                case Format.SLOTS -> slots(body);
                default -> {
                    // A kind that a later version of the same format added: it can be done without.
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            problems.accept(new Problem(file, end - length, length, Problem.Kind.DAMAGED));
        }
    }

    private void probe(ByteBuffer body) {
        long id = number(body);
        String name = new String(block(body), StandardCharsets.UTF_8);
        String measured = new String(block(body), StandardCharsets.UTF_8);
        probes.put(id, visitor.wants(name, measured) ? Optional.of(new Known(name, measured)) : Optional.empty());
    }

    private void slots(ByteBuffer body) {
        long slot = number(body);
        if (slot < from || slot > to) {
            return;
        }
        while (body.hasRemaining()) {
            Optional<Known> known = probes.getOrDefault(number(body), Optional.empty());
            if (known.isEmpty()) {
                skip(body);
            } else {
                visitor.slot(known.get().probe, known.get().measured, slot, block(body));
            }
        }
    }

    private static long number(ByteBuffer body) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = body.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten octets");
    }

    private static int length(ByteBuffer body) {
        long length = number(body);
        if (length < 0 || length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) length;
    }

    private static byte[] block(ByteBuffer body) {
        byte[] block = new byte[length(body)];
        body.get(block);
        return block;
    }

    private static void skip(ByteBuffer body) {
        int length = length(body);
        body.position(body.position() + length);
    }
}
