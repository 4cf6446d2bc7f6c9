package org.pathgauge.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;

/**
 * The segments of one history as its only writer sees them: the running one that grows, and old ones that are removed by
 * age and by size. Used by one thread.
 */
final class SegmentStore {
    /** A record holds as much as a page of the disk, so that little is lost with it. */
    private static final int RECORD = 4_096;

    private static final int WRITE = 65_536;
    private static final int PARTS = 8;
    private static final long SMALLEST = 65_536;
    private static final long LARGEST = 64L << 20;

    private final Path folder;
    private final int encoding;
    private final Clock clock;
    private final RecordBuffer records = new RecordBuffer();

    /** By name, those that the running segment introduced: only the newest of a name, so that no old one is held. */
    private final Map<String, Introduced> introduced = new HashMap<>();

    private int nextNumber;
    private AgentConfig.History limits;
    private Optional<Running> running = Optional.empty();

    /** What a number stands for; the probe is another object after each reload. */
    private record Introduced(Probe probe, int number) {}

    private static final class Running {
        private final Segment segment;
        private final FileChannel channel;
        private long good;

        Running(Segment segment, FileChannel channel) {
            this.segment = segment;
            this.channel = channel;
        }
    }

    /**
     * Makes a store; nothing is read or written yet.
     *
     * @param folder made when first written to
     * @param encoding version of the encoding of slots that will be written
     */
    SegmentStore(Path folder, int encoding, AgentConfig.History limits, Clock clock) {
        this.folder = folder;
        this.encoding = encoding;
        this.limits = limits;
        this.clock = clock;
    }

    void limit(AgentConfig.History newLimits) {
        limits = newLimits;
    }

    /** Cuts what an agent that was killed left half-written at the end of the newest segment. */
    Optional<Problem> repair() throws IOException {
        List<Segment> segments = Segment.list(folder);
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Path file = segments.getLast().file();
        Problem[] torn = new Problem[1];
        new SegmentReader(file, encoding, 1, 0, nobody(), problem -> {
                    torn[0] = problem.kind() == Problem.Kind.TORN ? problem : torn[0];
                })
                .read();
        if (torn[0] == null) {
            return Optional.empty();
        }
        if (torn[0].offset() <= Format.HEADER) {
            Files.delete(file);
        } else {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(torn[0].offset());
                channel.force(true);
            }
        }
        return Optional.of(torn[0]);
    }

    private static SlotVisitor nobody() {
        return new SlotVisitor() {
            @Override
            public boolean wants(String probe, String measured) {
                return false;
            }

            @Override
            public void slot(String probe, String measured, long slot, byte[] stored) {
                throw new IllegalStateException("nobody wanted it");
            }
        };
    }

    /**
     * Writes a batch; what an error leaves half-written is cut off again as far as possible.
     *
     * @return slots written, all unless it throws
     */
    int append(SlotBatch batch) throws IOException {
        List<SlotBatch.Entry> entries = batch.entries();
        int at = 0;
        try {
            while (at < entries.size()) {
                at = appendRecord(entries, at);
                if (records.length() >= WRITE) {
                    write();
                }
            }
            write();
            return at;
        } catch (IOException | RuntimeException e) {
            records.clear();
            abandon();
            throw e;
        }
    }

    /** One record of slots with one number, and those of probes it names first. Return: the first entry left. */
    private int appendRecord(List<SlotBatch.Entry> entries, int first) throws IOException {
        long slot = entries.get(first).slot();
        segmentFor(slot);
        List<Integer> numbers = new ArrayList<>();
        int end = first;
        int size = 0;
        while (end < entries.size() && entries.get(end).slot() == slot && size < RECORD) {
            numbers.add(number(entries.get(end).probe()));
            size += entries.get(end++).stored().length;
        }
        records.begin(Format.SLOTS);
        records.number(slot);
        for (int i = first; i < end; i++) {
            records.number(numbers.get(i - first));
            records.block(entries.get(i).stored());
        }
        records.end();
        return end;
    }

    /** The number of a probe in the running segment, which tells first what it stands for. */
    private int number(Probe probe) {
        Introduced before = introduced.get(probe.name());
        if (before != null && before.probe() == probe) {
            return before.number();
        }
        String measured = probe.measured();
        boolean alike = before != null && before.probe().measured().equals(measured);
        int number = alike ? before.number() : nextNumber++;
        introduced.put(probe.name(), new Introduced(probe, number));
        if (!alike) {
            records.begin(Format.PROBE);
            records.number(number);
            records.text(probe.name());
            records.text(measured);
            records.end();
        }
        return number;
    }

    private void segmentFor(long slot) throws IOException {
        if (running.isPresent()) {
            Running now = running.get();
            if (now.segment.takes(slot) && now.good + records.length() < segmentSize()) {
                return;
            }
            write();
            finish();
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        int copy = (int) Segment.list(folder).stream()
                .filter(s -> s.firstSlot() == slot)
                .mapToInt(s -> s.copy() + 1)
                .max()
                .orElse(0);
        Segment segment = Segment.in(folder, slot, copy);
        FileChannel channel = FileChannel.open(
                segment.file(),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        running = Optional.of(new Running(segment, channel));
        introduced.clear();
        nextNumber = 0;
        write(Format.header(encoding));
        try {
            prune();
        } catch (IOException e) {
            // Nothing of what is to be written fails with it; the next look at the limits tells it.
        }
    }

    private long segmentSize() {
        return Math.clamp(limits.maxBytes() / PARTS, SMALLEST, LARGEST);
    }

    private void write() throws IOException {
        write(records.content());
        records.clear();
    }

    private void write(ByteBuffer content) throws IOException {
        if (running.isPresent()) {
            Running now = running.get();
            int length = content.remaining();
            while (content.hasRemaining()) {
                now.channel.write(content);
            }
            now.good += length;
        }
    }

    /** Has everything written on the disk; after a failure a fresh segment is begun. */
    void force() throws IOException {
        if (running.isPresent()) {
            try {
                running.get().channel.force(false);
            } catch (IOException e) {
                close();
                throw e;
            }
        }
    }

    private void close() {
        running.ifPresent(now -> {
            running = Optional.empty();
            try {
                now.channel.close();
            } catch (IOException e) {
                // There is no more to be done with it.
            }
        });
    }

    /** Ends the running segment. */
    void finish() throws IOException {
        if (running.isPresent()) {
            FileChannel channel = running.get().channel;
            running = Optional.empty();
            try (channel) {
                channel.force(true);
            }
        }
    }

    /** Gives up the running segment after an error, without the half-written end, and without the file if it is empty. */
    private void abandon() {
        running.ifPresent(now -> {
            running = Optional.empty();
            try (FileChannel channel = now.channel) {
                channel.truncate(now.good);
                if (now.good <= Format.HEADER) {
                    Files.deleteIfExists(now.segment.file());
                }
            } catch (IOException e) {
                // The reader skips what is left of it, and the error that led here is about to be told.
            }
        });
    }

    /**
     * Removes what is too old, and the oldest segments while all together are too large; never the running one. Segments
     * of a time far ahead, from when the wall clock was wrong, count as the oldest. When somebody removed the running
     * one, another is begun with the next slots.
     *
     * @return size of what is left, bytes
     * @throws IOException when a file could not be removed, after all others are
     */
    long prune() throws IOException {
        long now = clock.instant().getEpochSecond() / Segment.SLOT_SECONDS;
        long oldest = now - limits.retention().toSeconds() / Segment.SLOT_SECONDS;
        List<Segment> segments = Segment.list(folder);
        if (running.isPresent() && !segments.contains(running.get().segment)) {
            close();
        }
        segments.sort(Comparator.comparing(s -> s.firstSlot() <= now + Segment.SLOTS_PER_HOUR));
        long total = 0;
        for (Segment segment : segments) {
            total += size(segment);
        }
        Optional<IOException> failure = Optional.empty();
        for (Segment segment : segments) {
            boolean current = running.isPresent() && running.get().segment.equals(segment);
            if (!current && (segment.endSlot() <= oldest || total > limits.maxBytes())) {
                try {
                    long size = size(segment);
                    Files.deleteIfExists(segment.file());
                    total -= size;
                } catch (IOException e) {
                    failure = Optional.of(e);
                }
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return total;
    }

    private static long size(Segment segment) throws IOException {
        return Files.exists(segment.file()) ? Files.size(segment.file()) : 0;
    }
}
