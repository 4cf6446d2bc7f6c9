package org.pathgauge.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pathgauge.bpf.abi.BtfException;
import org.pathgauge.bpf.abi.ShippedObject;
import org.pathgauge.bpf.abi.TcpAbiLayout;
import org.pathgauge.bpf.abi.TcpConfigLayout;

/**
 * The kernel programs that watch TCP, loaded and attached: what they count in, and how they are told what to count.
 *
 * <p>What the maps hold is described in tcp_abi.h. Everything ends with {@link #close()} or with the process.
 */
public final class TcpPrograms implements AutoCloseable {
    private static final String SCAN = "pg_tcp_scan";

    /** Without it nothing is known of any connection. */
    private static final String INDISPENSABLE = "inet_sock_set_state";

    private final BpfObject object;
    private final Set<String> missing;
    private final MappedArray rows;
    private final MappedArray config;
    private final BpfMap index;
    private final BpfMap free;
    private final BpfMap prefixes;
    private final BpfMap namespaces;
    private final BpfMap internal;
    private final List<BpfProgram> programs;
    private final List<BpfLink> attached = new ArrayList<>();
    private final BpfIterator scan;

    private TcpPrograms(BpfObject object, Set<String> missing) {
        this.object = object;
        this.missing = missing;
        this.index = object.map("pg_tcp_index");
        this.free = object.map("pg_tcp_free");
        this.prefixes = object.map("pg_tcp_prefixes");
        this.namespaces = object.map("pg_tcp_netns");
        this.internal = object.map("pg_tcp_internal");
        this.rows = object.map("pg_tcp_rows").mmap();
        this.config = object.map("pg_tcp_config").mmap();
        this.scan = BpfIterator.over(object.map("pg_tcp_sockets"), object.program(SCAN));
        this.programs = object.loadedPrograms().stream()
                .filter(program -> !program.name().equals(SCAN))
                .toList();
        for (int row = TcpAbiLayout.REMAINDERS; row < rows.elements(); row++) {
            release(row);
        }
    }

    /**
     * Loads the programs; nothing is counted before {@link #attach}.
     *
     * @param rows rows for peers, beside the remainders
     * @throws BpfException when libbpf, a capability or an indispensable kernel feature is missing, or memory is short
     * @throws BtfException when the shipped object is of another build than these classes
     */
    public static TcpPrograms load(int rows) {
        BpfObject object = BpfObject.open(ShippedObject.TCP);
        try {
            Set<String> missing = object.skipMissingTracepoints();
            if (missing.contains(INDISPENSABLE)) {
                throw BpfException.of(
                        "The kernel has no tracepoint " + INDISPENSABLE, "Boot Linux 4.16 or newer with tracepoints.");
            }
            object.setMaxEntries("pg_tcp_rows", rows + TcpAbiLayout.REMAINDERS);
            object.setMaxEntries("pg_tcp_index", rows);
            object.setMaxEntries("pg_tcp_free", rows);
            object.load();
            return new TcpPrograms(object, missing);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /**
     * Begins counting.
     *
     * @throws BpfException when the kernel refuses; then nothing is attached
     */
    public void attach() {
        attached.addAll(object.attachTracepoints());
    }

    /** Tracepoints that this kernel does not have, by name. */
    public Set<String> missingTracepoints() {
        return Set.copyOf(missing);
    }

    /** What was counted: struct pg_tcp_row, the remainders first. Cleared and given back by {@link #release}. */
    public MappedArray rows() {
        return rows;
    }

    /** Has established connections counted, and all that was not counted yet of each. */
    public void scan() {
        scan.run();
    }

    /** Takes a row's key, so that no further event finds it; those under way still count in it. */
    public void forget(byte[] key) {
        index.delete(key);
    }

    /** Gives a row that has been cleared back, for whoever needs one. */
    public void release(int row) {
        free.push(word(row));
    }

    /**
     * Sets what connections are sampled and which are measured; holds from now on.
     *
     * @param rttIntervalMicros least time between two samples of a connection
     * @param prefixes struct pg_tcp_prefix_key with struct pg_tcp_prefix each
     */
    public void configure(long rttIntervalMicros, List<BpfMap.Entry> prefixes) {
        Set<ByteBuffer> wanted = new HashSet<>();
        prefixes.forEach(p -> wanted.add(ByteBuffer.wrap(p.key())));
        for (byte[] old : this.prefixes.keys()) {
            if (!wanted.contains(ByteBuffer.wrap(old))) {
                this.prefixes.delete(old);
            }
        }
        prefixes.forEach(p -> this.prefixes.update(p.key(), p.value()));
        config.setLong(0, TcpConfigLayout.RTT_INTERVAL_US, rttIntervalMicros);
        config.setInt(0, TcpConfigLayout.PREFIXES, prefixes.size());
    }

    /**
     * Sets whose sockets are measured; holds for connections that begin from now on.
     *
     * @param all whether those of all network namespaces are
     * @param inodes inode numbers of the namespaces otherwise
     */
    public void measure(boolean all, Set<Integer> inodes) {
        Set<Integer> known = new HashSet<>();
        for (byte[] key : namespaces.keys()) {
            known.add(ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt());
        }
        // What stands is not written again, for the programs look it up meanwhile.
        inodes.stream()
                .filter(inode -> !known.contains(inode))
                .forEach(inode -> namespaces.update(word(inode), word(1)));
        known.stream().filter(inode -> !inodes.contains(inode)).forEach(inode -> namespaces.delete(word(inode)));
        config.setInt(0, TcpConfigLayout.NAMESPACED, all ? 0 : 1);
    }

    /** Words of struct pg_tcp_internal summed over all CPUs: word n stands at offset 8 n of its layout. */
    public long[] internalCounters() {
        return internal.sumPerCpu(0);
    }

    /** The loaded programs at tracepoints, for measuring what they cost. */
    public List<BpfProgram> programs() {
        return programs;
    }

    /**
     * Kernel memory of all maps, in bytes.
     *
     * @throws BpfException when /proc cannot be read
     */
    public long memlockBytes() {
        return object.maps().stream().mapToLong(BpfMap::memlockBytes).sum();
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    /** Detaches everything, unmaps and unloads; access to the rows fails afterwards. */
    @Override
    public void close() {
        attached.forEach(BpfLink::close);
        attached.clear();
        scan.close();
        rows.close();
        config.close();
        object.close();
    }
}
