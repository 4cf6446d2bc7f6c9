package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A map of a loaded {@link BpfObject}. Keys and values are bytes in the kernel's native order.
 *
 * <p>Values of a per-CPU map are one value per possible CPU, each rounded up to 8 bytes, one after
 * another. Thread-safe as the kernel's maps are.
 */
public final class BpfMap {
    private static final int TYPE_ARRAY = 2;
    private static final int TYPE_PERCPU_HASH = 5;
    private static final int TYPE_PERCPU_ARRAY = 6;
    private static final int TYPE_LRU_PERCPU_HASH = 10;
    private static final int TYPE_QUEUE = 22;
    private static final int TYPE_RINGBUF = 27;
    private static final int FLAG_MMAPABLE = 1 << 10;

    private static final long FLAG_NOEXIST = 1;

    /** Entries that one system call fetches. */
    private static final int BATCH = 256;

    private static final class Cpus {
        static final int POSSIBLE = Libbpf.libbpf_num_possible_cpus();
    }

    private final String name;
    private final int fd;
    private final int type;
    private final int keySize;
    private final int valueSize;
    private final int maxEntries;
    private final int flags;

    BpfMap(String name, int fd, int type, int keySize, int valueSize, int maxEntries, int flags) {
        this.name = name;
        this.fd = fd;
        this.type = type;
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.maxEntries = maxEntries;
        this.flags = flags;
    }

    /** One key with its value, each in an array of its own. */
    public record Entry(byte[] key, byte[] value) {}

    /** The name in the C source. */
    public String name() {
        return name;
    }

    /** The file descriptor, owned by the object. */
    public int fd() {
        return fd;
    }

    public int keySize() {
        return keySize;
    }

    /** Bytes of one value; of one CPU's value for per-CPU maps. */
    public int valueSize() {
        return valueSize;
    }

    public int maxEntries() {
        return maxEntries;
    }

    public boolean isPerCpu() {
        return type == TYPE_PERCPU_ARRAY || type == TYPE_PERCPU_HASH || type == TYPE_LRU_PERCPU_HASH;
    }

    public boolean isMmapable() {
        return type == TYPE_ARRAY && (flags & FLAG_MMAPABLE) != 0;
    }

    /** How many CPUs the kernel may ever bring up: the number of values of a per-CPU entry. */
    public static int possibleCpus() {
        Libbpf.load();
        return Cpus.POSSIBLE;
    }

    /** Bytes that a look-up returns: all CPUs' values for per-CPU maps. */
    public int lookupSize() {
        return isPerCpu() ? stride() * possibleCpus() : valueSize;
    }

    /** The value of a key; empty when there is none. */
    public Optional<byte[]> lookup(byte[] key) {
        byte[] value = new byte[lookupSize()];
        int error = Libbpf.bpf_map_lookup_elem(fd, checked(key), value);
        if (error == -Errno.ENOENT) {
            return Optional.empty();
        }
        if (error < 0) {
            throw failure("look up a key in", error);
        }
        return Optional.of(value);
    }

    /** The value of an array's element; empty when the index is out of range. */
    public Optional<byte[]> lookup(int index) {
        return lookup(key(index));
    }

    /** Sums each 64-bit word of a per-CPU array's element over the CPUs; wraps like the words do. */
    public long[] sumPerCpu(int index) {
        byte[] all = lookup(index)
                .orElseThrow(() -> new IndexOutOfBoundsException("map " + name + " has no element " + index));
        ByteBuffer words = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
        long[] sums = new long[stride() / Long.BYTES];
        for (int word = 0; words.hasRemaining(); word = (word + 1) % sums.length) {
            sums[word] += words.getLong();
        }
        return sums;
    }

    /** Sets the value of a key, whether or not it exists. */
    public void update(byte[] key, byte[] value) {
        if (value.length != lookupSize()) {
            throw new IllegalArgumentException(
                    "map " + name + " takes values of " + lookupSize() + " bytes, not " + value.length);
        }
        int error = Libbpf.bpf_map_update_elem(fd, checked(key), value, 0);
        if (error < 0) {
            throw failure("update a key of", error);
        }
    }

    /**
     * Adds a key with its value.
     *
     * @return whether it was not there before
     * @throws BpfException when the map is full
     */
    public boolean insert(byte[] key, byte[] value) {
        if (value.length != lookupSize()) {
            throw new IllegalArgumentException(
                    "map " + name + " takes values of " + lookupSize() + " bytes, not " + value.length);
        }
        int error = Libbpf.bpf_map_update_elem(fd, checked(key), value, FLAG_NOEXIST);
        if (error < 0 && error != -Errno.EEXIST) {
            throw failure("add a key to", error);
        }
        return error == 0;
    }

    /** Sets the value of an array's element. */
    public void update(int index, byte[] value) {
        update(key(index), value);
    }

    /**
     * Puts an array into an element of a map of arrays. When this returns, no program still looks into the array that was
     * there before: the kernel waits for those that run.
     */
    public void putInner(int index, InnerArray inner) {
        update(
                index,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(inner.fd())
                        .array());
    }

    /** Takes an array out of a map of arrays, if one is there; it lasts until no program looks into it any more. */
    public void removeInner(int index) {
        delete(key(index));
    }

    /** Appends to a queue, which has no keys. */
    public void push(byte[] value) {
        if (type != TYPE_QUEUE || value.length != valueSize) {
            throw new IllegalArgumentException("map " + name + " is no queue of values of " + value.length + " bytes");
        }
        int error = Libbpf.bpf_map_update_elem(fd, null, value, 0);
        if (error < 0) {
            throw failure("append to", error);
        }
    }

    /** Deletes a key; returns whether it was there. */
    public boolean delete(byte[] key) {
        int error = Libbpf.bpf_map_delete_elem(fd, checked(key));
        if (error < 0 && error != -Errno.ENOENT) {
            throw failure("delete a key of", error);
        }
        return error == 0;
    }

    /** All keys, one system call each. A key deleted meanwhile makes the kernel start over. */
    public List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        byte[] previous = null;
        // A hash that changes while it is walked may start over: the bound ends a walk that never would.
        for (int n = 0; n < 2 * maxEntries; n++) {
            byte[] next = new byte[keySize];
            int error = Libbpf.bpf_map_get_next_key(fd, previous, next);
            if (error == -Errno.ENOENT) {
                break;
            }
            if (error < 0) {
                throw failure("walk the keys of", error);
            }
            keys.add(next);
            previous = next;
        }
        return keys;
    }

    /** All entries: in batches where the kernel can (5.6, per-CPU arrays 5.13), else one by one. */
    public List<Entry> entries() {
        Optional<List<Entry>> batched = batched();
        return batched.isPresent() ? batched.get() : singly();
    }

    /** Entries looked up one by one. */
    List<Entry> singly() {
        List<Entry> entries = new ArrayList<>();
        for (byte[] key : keys()) {
            lookup(key).ifPresent(value -> entries.add(new Entry(key, value)));
        }
        return entries;
    }

    /** Entries looked up in batches; empty when the kernel cannot do that for this map. */
    Optional<List<Entry>> batched() {
        int count = Math.min(BATCH, maxEntries);
        while (true) {
            List<Entry> entries = new ArrayList<>();
            int error = batched(count, entries);
            if (error == -Errno.ENOENT) {
                return Optional.of(entries);
            }
            if (error == -Errno.ENOSPC && count < maxEntries) {
                // A hash bucket that holds more than the batch: start over with a larger one.
                count = (int) Math.min(maxEntries, 4L * count);
            } else if (error == -Errno.EINVAL || error == -Errno.ENOTSUPP || error == -Errno.EOPNOTSUPP) {
                return Optional.empty();
            } else {
                throw failure("look up a batch in", error);
            }
        }
    }

    /** Fetches all entries, {@code count} a system call; returns ENOENT after the last, else why it ended. */
    private int batched(int count, List<Entry> entries) {
        int size = lookupSize();
        try (Memory token = new Memory(Math.max(Long.BYTES, keySize));
                Memory keys = new Memory((long) keySize * count);
                Memory values = new Memory((long) size * count)) {
            Pointer in = Pointer.NULL;
            while (true) {
                IntByReference got = new IntByReference(count);
                int error = Libbpf.bpf_map_lookup_batch(fd, in, token, keys, values, got, Pointer.NULL);
                if (error < 0 && error != -Errno.ENOENT) {
                    return error;
                }
                for (int i = 0; i < got.getValue(); i++) {
                    entries.add(new Entry(
                            keys.getByteArray((long) i * keySize, keySize),
                            values.getByteArray((long) i * size, size)));
                }
                if (error == -Errno.ENOENT) {
                    return error;
                }
                in = token;
            }
        }
    }

    /**
     * Maps the array into memory.
     *
     * @throws BpfException when the map was not made with BPF_F_MMAPABLE or memory is short
     */
    public MappedArray mmap() {
        long size = mappedSize();
        if (size > Integer.MAX_VALUE) {
            throw BpfException.of("Map " + name + " of " + size + " bytes is too large to map", "Lower max-probes.");
        }
        return new MappedArray(Mapping.of("map " + name, fd, 0, size, true), maxEntries, stride());
    }

    /**
     * Opens a window on the array: for one thread that reads elements in their order.
     *
     * @throws BpfException when the map was not made with BPF_F_MMAPABLE or memory is short
     */
    public ArrayWindow window() {
        return new ArrayWindow(name, fd, maxEntries, stride(), mappedSize());
    }

    /** Whole pages. */
    private long mappedSize() {
        if (!isMmapable()) {
            throw BpfException.of("Map " + name + " cannot be mapped into memory", "Declare it with BPF_F_MMAPABLE.");
        }
        long page = Libc.pageSize();
        return ((long) stride() * maxEntries + page - 1) / page * page;
    }

    /** Opens the consuming end of a ring buffer; there may be only one. */
    public RingBuffer ringBuffer() {
        if (type != TYPE_RINGBUF) {
            throw BpfException.of("Map " + name + " is no ring buffer", "Declare it as BPF_MAP_TYPE_RINGBUF.");
        }
        return RingBuffer.open(name, fd, maxEntries);
    }

    /**
     * Kernel memory that the map occupies, in bytes, as /proc/self/fdinfo tells it.
     *
     * @throws BpfException when /proc cannot be read
     */
    public long memlockBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo", String.valueOf(fd))).stream()
                    .filter(line -> line.startsWith("memlock:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring("memlock:".length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw BpfException.of("Cannot read the memory use of map " + name, "Mount /proc: " + e.getMessage());
        }
    }

    private int stride() {
        return (valueSize + 7) & -8;
    }

    private byte[] key(int index) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(index)
                .array();
    }

    private byte[] checked(byte[] key) {
        if (key.length != keySize) {
            throw new IllegalArgumentException(
                    "map " + name + " takes keys of " + keySize + " bytes, not " + Arrays.toString(key));
        }
        return key;
    }

    private BpfException failure(String verb, int error) {
        return BpfException.of(
                "Cannot " + verb + " map " + name,
                error,
                error == -7 ? "The map is full: delete entries first." : "Close what uses the object last.");
    }
}
