package org.pathgauge.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.pathgauge.bpf.abi.ShippedObject;

/**
 * Costs of reading one 8-byte counter: through the mapping, by a look-up a system call each, and by
 * batch; and of starting: from the first touch of the library to the loaded and attached programs.
 *
 * <p>Run with {@code java -cp <test class path> org.pathgauge.bpf.MapReadBenchmark}; prints one line a
 * figure, the median of eleven rounds and their range.
 */
final class MapReadBenchmark {
    private static final int ELEMENTS = 4096;
    private static final int ROUNDS = 11;

    private MapReadBenchmark() {}

    public static void main(String[] arguments) {
        long before = System.nanoTime();
        Libbpf.load();
        long library = System.nanoTime();
        byte[] elf = BpfObject.shipped(ShippedObject.PROBE);
        org.pathgauge.bpf.abi.LayoutCheck.verify(ShippedObject.PROBE, elf);
        long checked = System.nanoTime();
        ProbePrograms.load(new ProbePrograms.Setup(4096, 4096 * 8, 4096 * 4, 1, 2, 3, 40_000))
                .close();
        long loaded = System.nanoTime();
        System.out.printf(
                "cold start: libbpf %.1f ms, layout check %.1f ms, load 4096 probes and close %.1f ms%n",
                (library - before) / 1e6, (checked - library) / 1e6, (loaded - checked) / 1e6);

        try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
            object.setMaxEntries("mapped", ELEMENTS);
            object.setMaxEntries("hash", ELEMENTS);
            object.load();
            BpfMap map = object.map("mapped");
            BpfMap hash = object.map("hash");
            for (int i = 0; i < ELEMENTS; i++) {
                hash.update(key(i), new byte[8]);
            }
            try (MappedArray mapped = map.mmap()) {
                report("mapped read", () -> {
                    long sum = 0;
                    for (int i = 0; i < ELEMENTS; i++) {
                        sum += mapped.getLong(i, 0);
                    }
                    return sum;
                });
                report("atomic add in the mapping", () -> {
                    long sum = 0;
                    for (int i = 0; i < ELEMENTS; i++) {
                        sum += mapped.addLong(i, 0, 1);
                    }
                    return sum;
                });
            }
            report("look-up, array", () -> {
                long sum = 0;
                for (int i = 0; i < ELEMENTS; i++) {
                    sum += map.lookup(i).orElseThrow()[0];
                }
                return sum;
            });
            report("look-up, hash, one by one", () -> hash.singly().size());
            report("look-up, hash, batch", () -> hash.batched().orElseThrow().size());
        }
    }

    private static void report(String what, LongSupplier body) {
        double[] nanos = new double[ROUNDS];
        long sink = 0;
        for (int round = -20; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                sink += body.getAsLong();
            }
            if (round >= 0) {
                nanos[round] = (System.nanoTime() - start) / 20.0 / ELEMENTS;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %.2f ns an element (%.2f to %.2f)%s%n",
                what, nanos[ROUNDS / 2], nanos[0], nanos[ROUNDS - 1], sink == Long.MIN_VALUE ? "!" : "");
    }

    private static byte[] key(int key) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(key).array();
    }
}
