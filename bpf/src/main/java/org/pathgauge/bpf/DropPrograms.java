package org.pathgauge.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.pathgauge.bpf.abi.BtfException;
import org.pathgauge.bpf.abi.DropsAbiLayout;
import org.pathgauge.bpf.abi.DropsInternalLayout;
import org.pathgauge.bpf.abi.DropsKeyLayout;
import org.pathgauge.bpf.abi.ShippedObject;

/**
 * The kernel programs that count dropped packets and XDP exceptions, loaded and attached. They see the whole host.
 *
 * <p>Everything ends with {@link #close()} or with the process.
 */
public final class DropPrograms implements AutoCloseable {
    /** The tracepoint of dropped packets. */
    public static final String DROPS = "kfree_skb";

    /** The tracepoint of XDP programs that fail. */
    public static final String XDP_EXCEPTIONS = "xdp_exception";

    private static final Map<String, String> PROGRAMS = Map.of("pg_drop_skb", DROPS, "pg_drop_xdp", XDP_EXCEPTIONS);

    /** Counts the drops that {@code pg_drop_skb} was not told of. */
    private static final String SECOND = "pg_drop_skb2";

    /** Without this function of the kernel (before 5.11) programs cannot tell who interrupts whom. */
    private static final String CURRENT_TASK = "BPF_FUNC_get_current_task_btf";

    /** Octets of a task's stack, or a page if that is more; on the architectures that have interrupt stacks. */
    private static final int TASK_STACK = 16_384;

    /** Kernels since 5.17 hand over the reason as the third argument. */
    private static final int ARGUMENTS_WITH_REASON = 3;

    private final BpfObject object;
    private final BpfMap counts;
    private final BpfMap internal;
    private final Set<String> missing;
    private final boolean reasons;
    private final List<BpfProgram> programs;
    private final List<BpfLink> links;
    private long missed;

    /**
     * What is fixed at load.
     *
     * @param namespace inode number of the network namespace whose interfaces are told apart
     * @param elsewhere whether to count what belongs to others, too
     * @param entries kinds of drops that can be told apart, over all interfaces
     */
    public record Setup(long namespace, boolean elsewhere, int entries) {}

    /**
     * How many packets were counted with one key.
     *
     * @param ifIndex an interface's, or one of {@link DropsAbiLayout#NO_DEVICE}, {@link DropsAbiLayout#ELSEWHERE}
     * @param kind of the code: {@link DropsAbiLayout#REASON} and so on
     * @param code what it means depends on the kind
     * @param packets over all CPUs
     */
    public record Count(int ifIndex, int kind, int code, long packets) {}

    private DropPrograms(BpfObject object, Set<String> missing, boolean reasons) {
        this.object = object;
        this.missing = Set.copyOf(missing);
        this.reasons = reasons;
        this.counts = object.map("pg_drops");
        this.internal = object.map("pg_drops_internal");
        this.programs = PROGRAMS.entrySet().stream()
                .filter(program -> !missing.contains(program.getValue()))
                .map(program -> object.program(program.getKey()))
                .toList();
        this.links = object.attachTracepoints();
    }

    /**
     * Loads the programs that this build of the agent ships, as far as the kernel has their tracepoints, and attaches
     * them.
     *
     * @throws BpfException when libbpf, a capability or a kernel feature is missing, or memory is short
     * @throws BtfException when the shipped object is of another build than these classes
     */
    public static DropPrograms start(Setup setup) {
        try (KernelBtf btf = KernelBtf.open()) {
            boolean twice = btf.enumValues("bpf_func_id").orElse(Map.of()).containsKey(CURRENT_TASK);
            return start(setup, btf::tracepointArguments, twice);
        }
    }

    /** The same on a kernel that has other tracepoints: how many arguments each has, by its name. */
    static DropPrograms start(Setup setup, Function<String, OptionalInt> tracepoints, boolean twice) {
        BpfObject object = BpfObject.open(ShippedObject.DROPS);
        try {
            Set<String> missing = new TreeSet<>();
            PROGRAMS.forEach((program, tracepoint) -> {
                if (tracepoints.apply(tracepoint).isEmpty()) {
                    missing.add(tracepoint);
                    object.setAutoload(program, false);
                }
            });
            boolean reasons = tracepoints.apply(DROPS).orElse(0) >= ARGUMENTS_WITH_REASON;
            if (twice && !missing.contains(DROPS)) {
                object.setRodata("pg_drops_stack", Math.max(TASK_STACK, Libc.pageSize()));
            } else {
                object.setAutoload(SECOND, false);
            }
            object.setRodata("pg_drops_netns", (int) setup.namespace());
            object.setRodata("pg_drops_elsewhere", setup.elsewhere() ? 1 : 0);
            object.setRodata("pg_drops_reasons", reasons ? 1 : 0);
            object.setMaxEntries("pg_drops", setup.entries());
            object.load();
            return new DropPrograms(object, missing, reasons);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /** Tracepoints that the kernel does not have, whose program is left out. */
    public Set<String> missingTracepoints() {
        return missing;
    }

    /** Whether the kernel tells why it drops. */
    public boolean tellsReasons() {
        return reasons;
    }

    /** All counts. */
    public List<Count> counts() {
        return counts.entries().stream().map(DropPrograms::count).toList();
    }

    private static Count count(BpfMap.Entry entry) {
        ByteBuffer key = ByteBuffer.wrap(entry.key()).order(ByteOrder.nativeOrder());
        ByteBuffer perCpu = ByteBuffer.wrap(entry.value()).order(ByteOrder.nativeOrder());
        long sum = 0;
        while (perCpu.hasRemaining()) {
            sum += perCpu.getLong();
        }
        return new Count(
                key.getInt(DropsKeyLayout.IFINDEX),
                key.getInt(DropsKeyLayout.KIND),
                key.getInt(DropsKeyLayout.CODE),
                sum);
    }

    /**
     * Makes room for what an interface has no room for otherwise; for an interface that has no such count yet.
     *
     * @return whether there was room
     */
    public boolean reserveOther(int ifIndex) {
        try {
            return counts.insert(
                    key(ifIndex, DropsAbiLayout.REASON, DropsAbiLayout.OTHER), new byte[counts.lookupSize()]);
        } catch (BpfException e) {
            return false;
        }
    }

    /** Forgets a count, so that the map does not fill. */
    public void delete(Count count) {
        counts.delete(key(count.ifIndex(), count.kind(), count.code()));
    }

    private static byte[] key(int ifIndex, int kind, int code) {
        return ByteBuffer.allocate(DropsKeyLayout.SIZE)
                .order(ByteOrder.nativeOrder())
                .putInt(DropsKeyLayout.IFINDEX, ifIndex)
                .putInt(DropsKeyLayout.KIND, kind)
                .putInt(DropsKeyLayout.CODE, code)
                .array();
    }

    /** Packets that the full map could count with no interface. */
    public long overflow() {
        return internal.sumPerCpu(0)[DropsInternalLayout.OVERFLOW / Long.BYTES];
    }

    /**
     * Drops that were not counted because one happened while another was being counted on the same CPU, and the second
     * program was not told of it either. Never less than before.
     */
    public synchronized long missed() {
        // In this order: what happens in between is missed for a moment less, not more.
        long skipped = programs.stream().mapToLong(BpfProgram::recursionMisses).sum();
        missed = Math.max(missed, skipped - toldToSecond());
        return missed;
    }

    /** Drops that only the second program was told of. */
    long toldToSecond() {
        return internal.sumPerCpu(0)[DropsInternalLayout.SECOND / Long.BYTES];
    }

    /** Kernel memory of the maps, in bytes. */
    public long memlockBytes() {
        return object.maps().stream().mapToLong(BpfMap::memlockBytes).sum();
    }

    /** Detaches and unloads. */
    @Override
    public void close() {
        links.forEach(BpfLink::close);
        object.close();
    }
}
