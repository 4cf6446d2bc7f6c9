package org.pathgauge.filter;

import java.util.ArrayList;
import java.util.List;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filter's maps in the kernel: the rule set in force, and what rules counted.
 *
 * <p>A new rule set is written beside the old one and exchanged as a whole.
 */
final class KernelFilter implements AutoCloseable {
    private static final String BLOCK = "pg_filter_block";
    private static final String FENCE = "pg_filter_fence";
    private static final List<String> MAPPED = List.of(".data.pg_filter", "pg_filter_hits", "pg_filter_rates");
    private static final Logger LOG = LoggerFactory.getLogger(KernelFilter.class);

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

    /** How many blocks of either set the kernel may have. */
    private final int[] placed = new int[2];

    private int current;
    private long blockBytes;

    /** Whether a program that still runs may look into the set that is not in force. */
    private boolean otherSeen;

    private KernelFilter(ProbePrograms programs, List<MappedArray> mapped) {
        this.programs = programs;
        this.blocks = programs.partMap("pg_filter_blocks");
        this.fence = programs.partMap(FENCE);
        this.sets = mapped.get(0);
        this.hits = mapped.get(1);
        this.rates = mapped.get(2);
    }

    /**
     * Loads the programs that filter and puts them at all interfaces, without any rule yet.
     *
     * @throws org.pathgauge.bpf.BpfException when they cannot be loaded or attached; all is as before then
     */
    static KernelFilter start(ProbePrograms programs) {
        programs.need(IngressPart.FILTER, true);
        List<MappedArray> mapped = new ArrayList<>();
        try {
            MAPPED.forEach(map -> mapped.add(programs.partMap(map).mmap()));
            return new KernelFilter(programs, mapped);
        } catch (RuntimeException | Error e) {
            mapped.forEach(MappedArray::close);
            try {
                programs.need(IngressPart.FILTER, false);
            } catch (BpfException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
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
        try (InnerArray passed = InnerArray.create(FENCE, Long.BYTES)) {
            if (otherSeen) {
                awaitPrograms(passed);
            }
            int at = 0;
            for (byte[] cells : table.blocks()) {
                placed[next] = Math.max(placed[next], at + 1);
                bytes += put(blocks, firstBlock(next) + at, BLOCK, cells);
                at++;
            }
            sets.write(0, FilterSetsLayout.SETS + next * FilterSetLayout.SIZE, table.set());
            otherSeen = true;
            sets.setInt(0, FilterSetsLayout.CURRENT, next);
            awaitPrograms(passed);
        } catch (RuntimeException | Error e) {
            sets.setInt(0, FilterSetsLayout.CURRENT, current);
            removeOther();
            throw e;
        }
        current = next;
        blockBytes = bytes;
        removeOther();
    }

    /** Waits until no program looks any more into the set that was in force before. */
    private void awaitPrograms(InnerArray passed) {
        // The kernel waits for the programs that run before it lets go of what was there.
        fence.putInner(0, passed);
        otherSeen = false;
    }

    /**
     * Takes the blocks of the set that is not in force out of the kernel; those that a program may still look into stay
     * for the next change. It never fails: the set in force is the right one by now.
     */
    private void removeOther() {
        int other = 1 - current;
        if (otherSeen) {
            return;
        }
        try {
            for (; placed[other] > 0; placed[other]--) {
                blocks.removeInner(firstBlock(other) + placed[other] - 1);
            }
        } catch (BpfException e) {
            LOG.warn(
                    "{} blocks of rules that are not in force stay in the kernel's memory until the rules change again: {}",
                    placed[other],
                    e.getMessage());
        }
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
