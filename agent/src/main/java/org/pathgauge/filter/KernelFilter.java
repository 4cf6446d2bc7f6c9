package org.pathgauge.filter;

import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.BpfMap;
import org.pathgauge.bpf.IngressPart;
import org.pathgauge.bpf.InnerArray;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.FilterHitsLayout;
import org.pathgauge.bpf.abi.FilterSetLayout;
import org.pathgauge.bpf.abi.FilterSetsLayout;
import org.pathgauge.bpf.abi.GuardAbiLayout;

/**
 * The filter's maps in the kernel: the rule set in force, and what rules counted.
 *
 * <p>A new rule set is written beside the old one and exchanged as a whole.
 */
final class KernelFilter implements AutoCloseable {
    private static final String BLOCK = "pg_filter_block";
    private static final String FENCE = "pg_filter_fence";

    /**
     * What a rule counted on all CPUs together.
     *
     * @param lastNanos monotonic time of the last packet; 0 for none
     */
    record Counts(long matched, long matchedOctets, long dropped, long droppedOctets, long lastNanos) {}

    private final ProbePrograms programs;
    private final MappedArray sets;
    private final BpfMap blocks;
    private final BpfMap fence;
    private final MappedArray hits;
    private final MappedArray rates;
    private int current;
    private int usedBlocks;
    private long blockBytes;

    private KernelFilter(ProbePrograms programs) {
        this.programs = programs;
        this.sets = programs.partMap(".data.pg_filter").mmap();
        this.blocks = programs.partMap("pg_filter_blocks");
        this.fence = programs.partMap(FENCE);
        this.hits = programs.partMap("pg_filter_hits").mmap();
        this.rates = programs.partMap("pg_filter_rates").mmap();
    }

    /**
     * Loads the programs that filter and puts them at all interfaces, without any rule yet.
     *
     * @throws org.pathgauge.bpf.BpfException when they cannot be loaded or attached
     */
    static KernelFilter start(ProbePrograms programs) {
        programs.need(IngressPart.FILTER, true);
        return new KernelFilter(programs);
    }

    /**
     * Puts rules into force in the place of those before. On return no packet is subject to the old ones any more.
     *
     * @throws FilterException when the kernel's table cannot hold them; the old ones stay in force
     * @throws org.pathgauge.bpf.BpfException when kernel memory is short; the old ones stay in force
     */
    void install(FilterCompiler.Compiled compiled) throws FilterException {
        CellTable table = CellTable.of(compiled);
        int next = 1 - current;
        long bytes = 0;
        int placed = 0;
        try (InnerArray passed = InnerArray.create(FENCE, Long.BYTES)) {
            for (byte[] cells : table.blocks()) {
                bytes += put(blocks, firstBlock(next) + placed, BLOCK, cells);
                placed++;
            }
            sets.write(0, FilterSetsLayout.SETS + next * FilterSetLayout.SIZE, table.set());
            sets.setInt(0, FilterSetsLayout.CURRENT, next);
            // The kernel waits for the programs that run: none of them looks into the old set on return.
            fence.putInner(0, passed);
        } catch (BpfException e) {
            sets.setInt(0, FilterSetsLayout.CURRENT, current);
            remove(firstBlock(next), placed);
            throw e;
        }
        int before = current;
        int unused = usedBlocks;
        // Before anything else can fail: never is the set in force taken for the one to be written.
        current = next;
        usedBlocks = placed;
        blockBytes = bytes;
        remove(firstBlock(before), unused);
    }

    private static int firstBlock(int set) {
        return set * GuardAbiLayout.FILTER_BLOCKS;
    }

    /** Puts an array with these contents into a map of arrays; returns the kernel memory that it takes. */
    private static long put(BpfMap into, int index, String name, byte[] contents) {
        try (InnerArray array = InnerArray.create(name, contents.length)) {
            array.contents().write(0, 0, contents);
            into.putInner(index, array);
            return array.memlockBytes();
        }
    }

    private void remove(int first, int count) {
        for (int i = 0; i < count; i++) {
            blocks.removeInner(first + i);
        }
    }

    /** Puts the programs that filter at all interfaces again, or takes them away; the maps stay. */
    void attach(boolean needed) {
        programs.need(IngressPart.FILTER, needed);
    }

    /** Sets a rule's counts to zero and fills its bucket, before it gets into force. */
    void clear(int slot) {
        for (int cpu = 0; cpu < BpfMap.possibleCpus(); cpu++) {
            hits.zero(at(cpu, slot));
        }
        rates.zero(slot);
    }

    Counts counts(int slot) {
        long passed = 0;
        long passedOctets = 0;
        long dropped = 0;
        long droppedOctets = 0;
        long last = 0;
        for (int cpu = 0; cpu < BpfMap.possibleCpus(); cpu++) {
            int at = at(cpu, slot);
            dropped += hits.getLong(at, FilterHitsLayout.DROPPED);
            droppedOctets += hits.getLong(at, FilterHitsLayout.DROPPED_BYTES);
            passed += hits.getLong(at, FilterHitsLayout.PASSED);
            passedOctets += hits.getLong(at, FilterHitsLayout.PASSED_BYTES);
            last = Math.max(last, hits.getLong(at, FilterHitsLayout.LAST_NS));
        }
        return new Counts(passed + dropped, passedOctets + droppedOctets, dropped, droppedOctets, last);
    }

    private static int at(int cpu, int slot) {
        return cpu * GuardAbiLayout.FILTER_SLOTS + slot;
    }

    /** Kernel memory of the blocks of the rule set in force, which no list of maps shows. */
    long blockBytes() {
        return blockBytes;
    }

    @Override
    public void close() {
        sets.close();
        hits.close();
        rates.close();
    }
}
