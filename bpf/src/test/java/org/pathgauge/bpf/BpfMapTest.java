package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BpfMapTest {
    private static BpfObject object;

    @BeforeAll
    static void load() {
        object = BpfObject.open("binding", TestObjects.compile("binding"));
        object.load();
    }

    @AfterAll
    static void close() {
        object.close();
    }

    @Test
    void singleKeysAreUpdatedFoundAndDeleted() {
        BpfMap hash = object.map("hash");
        assertTrue(hash.lookup(key(-1)).isEmpty());
        hash.update(key(-1), value(42));
        assertArrayEquals(value(42), hash.lookup(key(-1)).orElseThrow());
        assertTrue(hash.delete(key(-1)));
        assertFalse(hash.delete(key(-1)));
        assertTrue(hash.lookup(key(-1)).isEmpty());
    }

    @Test
    void wrongSizesNeverReachTheKernel() {
        BpfMap hash = object.map("hash");
        assertThrows(IllegalArgumentException.class, () -> hash.lookup(new byte[3]));
        assertThrows(IllegalArgumentException.class, () -> hash.update(key(1), new byte[7]));
        assertThrows(IllegalArgumentException.class, () -> hash.delete(new byte[8]));
    }

    @Test
    void batchAndSingleWalksSeeTheSameEntries() {
        BpfMap hash = object.map("hash");
        for (int i = 0; i < 1500; i++) {
            hash.update(key(i), value(i * 3L));
        }
        try {
            Optional<List<BpfMap.Entry>> batched = hash.batched();
            assertTrue(batched.isPresent(), "this kernel looks hashes up in batches");
            assertEquals(sorted(hash.singly()), sorted(batched.get()));
            assertEquals(1500, batched.get().size());
            assertEquals(4497L, sorted(hash.entries()).get(1499));
        } finally {
            hash.keys().forEach(hash::delete);
        }
        assertEquals(List.of(), hash.entries());
        assertEquals(Optional.of(List.of()), hash.batched());
    }

    @Test
    void fullMapSaysSo() {
        try (BpfObject small = BpfObject.open("small", TestObjects.compile("binding"))) {
            small.setMaxEntries("hash", 2);
            small.load();
            BpfMap hash = small.map("hash");
            hash.update(key(1), value(1));
            hash.update(key(2), value(2));
            BpfException e = assertThrows(BpfException.class, () -> hash.update(key(3), value(3)));
            assertEquals("E2BIG", e.errnoName());
            assertTrue(e.getMessage().contains("full"), e.getMessage());
        }
    }

    @Test
    void perCpuValuesAreSummedWordByWord() {
        BpfMap percpu = object.map("percpu");
        int cpus = BpfMap.possibleCpus();
        assertTrue(cpus >= 1);
        assertEquals(16 * cpus, percpu.lookupSize());
        ByteBuffer all = ByteBuffer.allocate(16 * cpus).order(ByteOrder.nativeOrder());
        for (int cpu = 0; cpu < cpus; cpu++) {
            all.putLong(10L + cpu).putInt(1).putInt(0);
        }
        percpu.update(2, all.array());
        assertArrayEquals(new long[] {10L * cpus + cpus * (cpus - 1L) / 2, cpus}, percpu.sumPerCpu(2));
        assertThrows(IndexOutOfBoundsException.class, () -> percpu.sumPerCpu(3));
        assertArrayEquals(
                percpu.lookup(2).orElseThrow(), percpu.entries().get(2).value());
    }

    @Test
    void mappedArrayAndKernelSeeEachOthersWrites() {
        BpfMap map = object.map("mapped");
        try (MappedArray mapped = map.mmap()) {
            assertEquals(4, mapped.elements());
            assertEquals(16, mapped.stride());
            mapped.zero(0);
            object.program("pg_t_count").testRun(TestObjects.PACKET, new byte[0], 1000);
            assertEquals(1000, mapped.getLong(0, 0));
            assertEquals(1000, mapped.addLong(0, 0, -1000));
            object.program("pg_t_count").testRun(TestObjects.PACKET, new byte[0], 1);
            assertEquals(1, mapped.getLong(0, 0));

            mapped.setLong(3, 0, -5);
            mapped.setInt(3, 8, 6);
            assertEquals(6, mapped.addInt(3, 8, 1));
            assertEquals(-5, mapped.exchangeLong(3, 0, -6));
            assertEquals(7, mapped.exchangeInt(3, 8, 9));
            mapped.setByte(3, 12, (byte) 0x7f);
            ByteBuffer seen = ByteBuffer.wrap(map.lookup(3).orElseThrow()).order(ByteOrder.nativeOrder());
            assertEquals(-6, seen.getLong(0));
            assertEquals(9, seen.getInt(8));
            assertEquals(0x7f, seen.get(12));
            int[] words = new int[3];
            mapped.readInts(3, 8, words, 1, 1);
            assertArrayEquals(new int[] {0, 9, 0}, words);
            mapped.zero(3);
            assertArrayEquals(new byte[16], map.lookup(3).orElseThrow());
            assertThrows(IndexOutOfBoundsException.class, () -> mapped.getLong(4, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> mapped.getLong(-1, 0));
        }
    }

    @Test
    void arraysOfMoreThan64MegabytesAreMapped() {
        int elements = 6_000_000;
        try (BpfObject large = BpfObject.open("large", TestObjects.compile("binding"))) {
            large.setMaxEntries("mapped", elements);
            large.load();
            BpfMap map = large.map("mapped");
            assertTrue(map.memlockBytes() >= 96_000_000, "memlock " + map.memlockBytes());
            try (MappedArray mapped = map.mmap()) {
                mapped.setLong(elements - 1, 0, 77);
            }
            assertArrayEquals(
                    value(77), java.util.Arrays.copyOf(map.lookup(elements - 1).orElseThrow(), 8));
        }
    }

    @Test
    void aWindowMovesOverAllElementsAndSeesWhatTheKernelHas() {
        int elements = 50_000;
        try (BpfObject large = BpfObject.open("large", TestObjects.compile("binding"))) {
            large.setMaxEntries("mapped", elements);
            large.load();
            BpfMap map = large.map("mapped");
            try (MappedArray whole = map.mmap();
                    ArrayWindow window = map.window()) {
                ArrayWindow other = window.another();
                for (int i = 0; i < elements; i += 7) {
                    window.setLong(i, 0, i + 1);
                    other.addInt(elements - 1 - i, 8, 3);
                }
                // Back and forth, first and last element included.
                for (int i = 0; i < elements; i++) {
                    int at = i % 2 == 0 ? i : elements - i;
                    assertEquals(whole.getLong(at, 0), window.getLong(at, 0), "element " + at);
                    assertEquals(whole.getInt(at, 8), window.getInt(at, 8), "element " + at);
                }
                assertEquals(1, window.exchangeLong(0, 0, 0));
                assertEquals(0, whole.getLong(0, 0));
                whole.setLong(elements - 1, 0, -1);
                window.zero(elements - 1);
                assertEquals(0, whole.getLong(elements - 1, 0));
                assertThrows(IndexOutOfBoundsException.class, () -> window.getLong(elements, 0));
                assertThrows(IndexOutOfBoundsException.class, () -> window.getLong(-1, 0));
                window.close();
                assertThrows(IndexOutOfBoundsException.class, () -> window.getLong(1, 0));
                assertThrows(IndexOutOfBoundsException.class, () -> other.getLong(elements - 1, 0));
                assertThrows(IndexOutOfBoundsException.class, window::another);
            }
        }
    }

    @Test
    void closedArrayFailsInsteadOfCrashingItsReaders() throws InterruptedException {
        MappedArray mapped = object.map("mapped").mmap();
        CountDownLatch reading = new CountDownLatch(1);
        boolean[] ended = new boolean[1];
        Thread reader = new Thread(() -> {
            try {
                while (true) {
                    mapped.getLong(2, 0);
                    reading.countDown();
                }
            } catch (IndexOutOfBoundsException e) {
                ended[0] = true;
            }
        });
        reader.setDaemon(true);
        reader.start();
        reading.await();
        mapped.close();
        reader.join(30_000);
        assertTrue(ended[0], "the reader ended with IndexOutOfBoundsException");
        assertThrows(IndexOutOfBoundsException.class, () -> mapped.getLong(2, 0));
        mapped.close();
    }

    @Test
    void arrayWithoutTheFlagIsNotMapped() {
        BpfException e =
                assertThrows(BpfException.class, () -> object.map("plain").mmap());
        assertTrue(e.getMessage().contains("BPF_F_MMAPABLE"), e.getMessage());
    }

    private static TreeMap<Integer, Long> sorted(List<BpfMap.Entry> entries) {
        TreeMap<Integer, Long> sorted = new TreeMap<>();
        for (BpfMap.Entry entry : entries) {
            sorted.put(
                    ByteBuffer.wrap(entry.key()).order(ByteOrder.nativeOrder()).getInt(),
                    ByteBuffer.wrap(entry.value())
                            .order(ByteOrder.nativeOrder())
                            .getLong());
        }
        return sorted;
    }

    private static byte[] key(int key) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(key).array();
    }

    private static byte[] value(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }
}
