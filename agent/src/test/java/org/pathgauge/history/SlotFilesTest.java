package org.pathgauge.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.ProbeBuilder;
import org.pathgauge.TestClock;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;

class SlotFilesTest {
    private static final long FIRST = 179_000_000;
    private static final AgentConfig.History LIMITS = limits(Duration.ofDays(7), 256L << 20);

    @TempDir
    private Path dir;

    private final Random random = new Random(3);
    private Instant now = Instant.ofEpochSecond(10 * FIRST);
    private final Clock clock = new TestClock(() -> now);

    private static AgentConfig.History limits(Duration retention, long maxBytes) {
        return new AgentConfig.History(true, retention, maxBytes);
    }

    private static Probe probe(int index) {
        return ProbeBuilder.probe(index, "192.0.2." + index).build();
    }

    /** What a slot must read like. */
    private record Kept(String probe, String measured, long slot, int hash) {}

    private List<Kept> read(long from, long to, List<Problem> problems) {
        List<Kept> found = new ArrayList<>();
        SlotFiles.read(
                dir,
                1,
                from,
                to,
                new SlotVisitor() {
                    @Override
                    public boolean wants(String probe, String measured) {
                        return true;
                    }

                    @Override
                    public void slot(String probe, String measured, long slot, byte[] stored) {
                        found.add(new Kept(probe, measured, slot, Arrays.hashCode(stored)));
                    }
                },
                problems::add);
        return found;
    }

    private List<Kept> append(SegmentStore store, long slot, Probe... probes) throws IOException {
        SlotBatch batch = new SlotBatch();
        List<Kept> kept = new ArrayList<>();
        for (Probe probe : probes) {
            byte[] stored = new byte[1 + random.nextInt(120)];
            random.nextBytes(stored);
            batch.add(probe, slot, stored);
            kept.add(new Kept(probe.name(), probe.measured(), slot, Arrays.hashCode(stored)));
        }
        assertEquals(probes.length, store.append(batch));
        return kept;
    }

    private Path onlyFile() throws IOException {
        List<Segment> segments = Segment.list(dir);
        assertEquals(1, segments.size());
        return segments.getFirst().file();
    }

    @Test
    void whatIsWrittenIsReadWholeAndByRange() throws IOException {
        SegmentStore store = new SegmentStore(dir, 1, LIMITS, clock);
        Probe[] probes = new Probe[200];
        Arrays.setAll(probes, i -> probe(i + 1));
        List<Kept> all = new ArrayList<>();
        for (long slot = FIRST; slot < FIRST + 1_000; slot++) {
            all.addAll(append(store, slot, slot % 10 == 0 ? probes : Arrays.copyOf(probes, 3)));
        }
        store.finish();
        List<Problem> problems = new ArrayList<>();
        assertEquals(all, read(0, Long.MAX_VALUE, problems));
        assertEquals(
                all.stream()
                        .filter(k -> k.slot >= FIRST + 355 && k.slot <= FIRST + 731)
                        .toList(),
                read(FIRST + 355, FIRST + 731, problems));
        assertEquals(List.of(), problems);
        assertTrue(Segment.list(dir).size() >= 3, "one an hour");
    }

    /** A reload makes each probe another object, whether or not it changed. */
    @Test
    void aProbeThatIsMeasuredAsBeforeIsNeitherToldAgainNorHeld() throws Exception {
        SegmentStore store = new SegmentStore(dir, 1, LIMITS, clock);
        Probe old = probe(1);
        WeakReference<Probe> held = new WeakReference<>(old);
        List<Kept> all = new ArrayList<>(append(store, FIRST, old));
        old = null;
        all.addAll(append(store, FIRST + 1, probe(1)));
        Probe changed = ProbeBuilder.probe(1, "192.0.2.1").ttl(9).build();
        all.addAll(append(store, FIRST + 2, probe(1), changed, probe(1)));
        for (int i = 0; i < 100 && held.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertNull(held.get());
        store.finish();
        List<Problem> problems = new ArrayList<>();
        assertEquals(all, read(0, Long.MAX_VALUE, problems));
        assertEquals(List.of(), problems);
        String file = Files.readString(onlyFile(), StandardCharsets.ISO_8859_1);
        assertEquals(3, file.split("192\\.0\\.2\\.1, ", -1).length - 1, "told once until it is measured otherwise");
    }

    @Test
    void anAgentThatGoesOnStartsAFileAndCutsATornOne() throws IOException {
        SegmentStore killed = new SegmentStore(dir, 1, LIMITS, clock);
        List<Kept> all = new ArrayList<>(append(killed, FIRST, probe(1)));
        all.addAll(append(killed, FIRST + 1, probe(1)));
        append(killed, FIRST + 2, probe(1));
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        SegmentStore next = new SegmentStore(dir, 1, LIMITS, clock);
        Optional<Problem> torn = next.repair();
        assertEquals(Problem.Kind.TORN, torn.orElseThrow().kind());
        assertEquals(torn.get().offset(), Files.size(file));
        all.addAll(append(next, FIRST + 3, probe(1), probe(2)));
        next.finish();
        List<Problem> problems = new ArrayList<>();
        assertEquals(all, read(0, Long.MAX_VALUE, problems));
        assertEquals(List.of(), problems);
        assertEquals(2, Segment.list(dir).size());
        assertEquals(Optional.empty(), new SegmentStore(dir, 1, LIMITS, clock).repair());
    }

    /** Cuts and flipped bits anywhere: nothing thrown, nothing invented, nothing lost before the damage. */
    @Test
    void damageLosesWhatItHitsAndNothingBefore() throws IOException {
        SegmentStore store = new SegmentStore(dir, 1, LIMITS, clock);
        List<Kept> all = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        Path file = null;
        for (int i = 0; i < 120; i++) {
            all.addAll(append(store, FIRST + i, probe(1 + i % 5), probe(6)));
            file = onlyFile();
            ends.add((int) Files.size(file));
        }
        store.finish();
        byte[] whole = Files.readAllBytes(file);
        int afterDamage = 0;
        for (int round = 0; round < 1_500; round++) {
            byte[] bytes = whole.clone();
            int hit = random.nextInt(bytes.length);
            if (round % 2 == 0) {
                bytes = Arrays.copyOf(bytes, hit);
            } else {
                bytes[hit] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
            List<Problem> problems = new ArrayList<>();
            List<Kept> found = read(0, Long.MAX_VALUE, problems);
            int sound = 0;
            while (sound < ends.size() && ends.get(sound) <= hit) {
                sound++;
            }
            assertTrue(all.containsAll(found), "something was invented");
            assertEquals(all.subList(0, 2 * sound), found.subList(0, Math.min(2 * sound, found.size())));
            boolean cutBetweenRecords = round % 2 == 0 && (hit == 0 || hit == Format.HEADER || ends.contains(hit));
            boolean told = problems.stream().anyMatch(p -> p.offset() <= hitOrEnd(hit) && p.bytes() > 0)
                    || problems.stream().anyMatch(p -> p.kind() == Problem.Kind.NEWER);
            if (round % 2 == 1) {
                afterDamage += found.size() > 2 * sound ? 1 : 0;
                assertTrue(told, "damage at " + hit + " was not told: " + problems);
            } else if (!cutBetweenRecords && found.size() < all.size()) {
                assertTrue(told || endsAtRecord(bytes), "a cut at " + hit + " was not told: " + problems);
            }
        }
        assertTrue(afterDamage > 600, "records behind the damage are found again; were " + afterDamage);
    }

    private static long hitOrEnd(int hit) {
        return hit;
    }

    private static boolean endsAtRecord(byte[] bytes) throws IOException {
        List<Long> lost = new ArrayList<>();
        RecordScanner scanner = new RecordScanner(
                java.nio.channels.Channels.newChannel(new java.io.ByteArrayInputStream(bytes, 16, bytes.length - 16)),
                16,
                (at, length) -> lost.add(at));
        while (scanner.next().hasRemaining()) {
            continue;
        }
        return lost.isEmpty();
    }

    @Test
    void rubbishNeverThrows() throws IOException {
        Path file = Segment.in(dir, FIRST, 0).file();
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(200_000)];
            random.nextBytes(bytes);
            // Marks and lengths that look right make it harder.
            for (int i = 0; i + 8 < bytes.length; i += 1 + random.nextInt(3_000)) {
                java.nio.ByteBuffer.wrap(bytes, i, 8).putInt(Format.SYNC).putInt(random.nextInt(70_000));
            }
            Files.write(file, bytes);
            List<Problem> problems = new ArrayList<>();
            assertEquals(List.of(), read(0, Long.MAX_VALUE, problems));
            assertEquals(
                    bytes.length, problems.stream().mapToLong(Problem::bytes).sum());
        }
    }

    @Test
    void aNewerVersionIsLeftAloneAndTold() throws IOException {
        SegmentStore store = new SegmentStore(dir, 1, LIMITS, clock);
        append(store, FIRST, probe(1));
        store.finish();
        Path file = onlyFile();
        for (int version : new int[] {6, 7}) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[version]++;
            java.nio.ByteBuffer.wrap(bytes).putInt(12, Format.crc(bytes, 0, 12));
            Files.write(file, bytes);
            List<Problem> problems = new ArrayList<>();
            assertEquals(List.of(), read(0, Long.MAX_VALUE, problems));
            assertEquals(Problem.Kind.NEWER, problems.getFirst().kind());
            assertEquals(Optional.empty(), new SegmentStore(dir, 1, LIMITS, clock).repair());
            bytes[version]--;
            java.nio.ByteBuffer.wrap(bytes).putInt(12, Format.crc(bytes, 0, 12));
            Files.write(file, bytes);
        }
    }

    @Test
    void ageRemovesWholeSegments() throws IOException {
        SegmentStore store = new SegmentStore(dir, 1, limits(Duration.ofHours(3), 256L << 20), clock);
        for (long slot = FIRST; slot < FIRST + 10 * 360; slot += 6) {
            now = Instant.ofEpochSecond(10 * slot);
            append(store, slot, probe(1));
        }
        store.prune();
        List<Segment> left = Segment.list(dir);
        long oldest = now.minus(Duration.ofHours(3)).getEpochSecond() / 10;
        assertTrue(left.getFirst().endSlot() > oldest);
        assertTrue(left.getFirst().firstSlot() <= oldest, "what is young enough is there");
        assertEquals(4, left.size());
    }

    @Test
    void sizeRemovesTheOldestAndNeverTheRunningSegment() throws IOException {
        long max = 1 << 20;
        SegmentStore store = new SegmentStore(dir, 1, limits(Duration.ofDays(9), max), clock);
        Probe[] probes = new Probe[100];
        Arrays.setAll(probes, i -> probe(i + 1));
        List<Kept> last = List.of();
        long largest = 0;
        for (long slot = FIRST; slot < FIRST + 600; slot++) {
            last = append(store, slot, probes);
            largest = Math.max(largest, size());
        }
        assertTrue(largest < max + max / 4, largest + " bytes at most");
        assertTrue(store.prune() > max / 2, "only as much is removed as must be");
        assertTrue(read(0, Long.MAX_VALUE, new ArrayList<>()).containsAll(last));
        store.limit(limits(Duration.ofDays(9), 1));
        store.prune();
        assertEquals(1, Segment.list(dir).size());
        last = append(store, FIRST + 600, probes);
        assertTrue(read(0, Long.MAX_VALUE, new ArrayList<>()).containsAll(last));
    }

    private long size() throws IOException {
        long size = 0;
        for (Segment segment : Segment.list(dir)) {
            size += Files.size(segment.file());
        }
        return size;
    }

    /** The wall clock goes back by two hours, and slots of one number come twice. */
    @Test
    void aStepOfTheWallClockStartsAnotherSegment() throws IOException {
        SegmentStore store = new SegmentStore(dir, 1, LIMITS, clock);
        List<Kept> all = new ArrayList<>(append(store, FIRST + 720, probe(1)));
        List<Kept> back = append(store, FIRST, probe(1));
        List<Kept> again = append(store, FIRST + 720, probe(1));
        store.finish();
        assertEquals(back, read(FIRST, FIRST, new ArrayList<>()));
        all.addAll(again);
        assertEquals(all, read(FIRST + 720, FIRST + 720, new ArrayList<>()));
        assertFalse(read(FIRST + 100, FIRST + 200, new ArrayList<>()).containsAll(all));
    }

    /** The wall clock was decades ahead for a while: what was kept then must not push out all that comes after. */
    @Test
    void segmentsOfATimeFarAheadAreTheFirstToGo() throws IOException {
        SegmentStore store = new SegmentStore(dir, 1, limits(Duration.ofDays(9), 1 << 20), clock);
        Probe[] probes = new Probe[100];
        Arrays.setAll(probes, i -> probe(i + 1));
        long ahead = FIRST + 72L * 365 * 24 * 360;
        for (long slot = ahead; slot < ahead + 200; slot++) {
            append(store, slot, probes);
        }
        List<Kept> now = new ArrayList<>();
        for (long slot = FIRST; slot < FIRST + 40; slot++) {
            now.addAll(append(store, slot, probes));
        }
        store.prune();
        assertEquals(now, read(0, ahead - 720, new ArrayList<>()), "after the correction everything is kept");
        for (long slot = FIRST + 40; slot < FIRST + 200; slot++) {
            append(store, slot, probes);
        }
        assertEquals(List.of(), read(ahead - 720, Long.MAX_VALUE, new ArrayList<>()));
    }

    @Test
    void whatOthersPutThereIsNeitherReadNorRemoved() throws Exception {
        Path folder = Files.createDirectory(Segment.in(dir, FIRST - 9_000, 0).file());
        Files.writeString(folder.resolve("mine"), "x");
        Path outside = Files.writeString(dir.resolve("outside"), "x");
        Path link = Files.createSymbolicLink(Segment.in(dir, FIRST - 9_000, 1).file(), outside);
        Path pipe = Segment.in(dir, FIRST - 9_000, 2).file();
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        SegmentStore store = new SegmentStore(dir, 1, limits(Duration.ofHours(1), 1 << 20), clock);
        assertEquals(Optional.empty(), store.repair());
        List<Kept> all = append(store, FIRST, probe(1));
        store.prune();
        store.finish();
        List<Problem> problems = new ArrayList<>();
        assertEquals(all, read(0, Long.MAX_VALUE, problems));
        assertEquals(List.of(), problems);
        for (Path foreign : List.of(folder.resolve("mine"), link, pipe, outside)) {
            assertTrue(Files.exists(foreign), foreign + " is gone");
        }
    }

    @Test
    void aFolderThatIsRemovedBeneathTheAgentIsBegunAnew() throws IOException {
        Path folder = dir.resolve("history");
        SegmentStore store = new SegmentStore(folder, 1, LIMITS, clock);
        append(store, FIRST, probe(1));
        Files.delete(Segment.list(folder).getFirst().file());
        Files.delete(folder);
        store.prune();
        append(store, FIRST + 1, probe(1), probe(2));
        store.finish();
        List<Long> slots = new ArrayList<>();
        for (Segment segment : Segment.list(folder)) {
            slots.add(segment.firstSlot());
        }
        assertEquals(List.of(FIRST + 1), slots);
    }
}
