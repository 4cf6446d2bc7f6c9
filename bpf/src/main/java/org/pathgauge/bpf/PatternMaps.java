package org.pathgauge.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import org.pathgauge.bpf.abi.PatternExemptLayout;

/**
 * The maps in which the ingress programs count what arrives by source; see patterns_abi.h.
 *
 * <p>It uses the programs' own descriptors; {@link #close()} unmaps what it mapped.
 */
public final class PatternMaps implements AutoCloseable {
    private final MappedArray sketch;
    private final MappedArray config;
    private final BpfMap suspects;
    private final BpfMap exempt;
    private final BpfMap totals;
    private final BpfMap faults;

    PatternMaps(Function<String, BpfMap> maps) {
        sketch = maps.apply("pg_pattern_sketch").mmap();
        config = maps.apply("pg_pattern_config").mmap();
        suspects = maps.apply("pg_pattern_suspects");
        exempt = maps.apply("pg_pattern_exempt");
        totals = maps.apply("pg_pattern_totals");
        faults = maps.apply("pg_pattern_faults");
    }

    /** Two intervals: struct pg_pattern_sketch. */
    public MappedArray sketch() {
        return sketch;
    }

    /** What the programs are told: one struct pg_pattern_config. */
    public MappedArray config() {
        return config;
    }

    /** Sources whose estimate passed a threshold: struct pg_pattern_source, and the newest epoch as u32. */
    public List<BpfMap.Entry> suspects() {
        return suspects.entries();
    }

    /** Makes room for another source; returns whether it was there. */
    public boolean forgetSuspect(byte[] key) {
        return suspects.delete(key);
    }

    /** Sources that are not counted: struct pg_pattern_exempt. */
    public List<byte[]> exempt() {
        return exempt.keys();
    }

    /** Counts the packets of a prefix no more; the address has 4 or 16 bytes. */
    public void addExempt(byte[] address, int length) {
        exempt.update(
                exemptKey(address, length),
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(1)
                        .array());
    }

    /** Counts the packets of a prefix again. */
    public void removeExempt(byte[] key) {
        exempt.delete(key);
    }

    /** The key of a prefix: IPv4 lies behind ::ffff:0:0/96. */
    public static byte[] exemptKey(byte[] address, int length) {
        boolean v4 = address.length == 4;
        ByteBuffer key = ByteBuffer.allocate(PatternExemptLayout.SIZE).order(ByteOrder.nativeOrder());
        key.putInt(PatternExemptLayout.LENGTH, v4 ? length + 96 : length);
        if (v4) {
            key.put(PatternExemptLayout.PREFIX + 10, (byte) 0xff);
            key.put(PatternExemptLayout.PREFIX + 11, (byte) 0xff);
        }
        key.put(PatternExemptLayout.PREFIX + (v4 ? 12 : 0), address);
        return key.array();
    }

    /** Everything counted at an interface, summed over all CPUs: enum pg_pattern_count is the index. */
    public long[] totals(int number) {
        return totals.sumPerCpu(number);
    }

    /** Words of struct pg_pattern_faults summed over all CPUs. */
    public long[] faults() {
        return faults.sumPerCpu(0);
    }

    @Override
    public void close() {
        sketch.close();
        config.close();
    }
}
