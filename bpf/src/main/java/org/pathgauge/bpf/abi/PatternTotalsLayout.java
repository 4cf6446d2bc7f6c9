// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_totals}: offsets in bytes, lengths in elements. */
public final class PatternTotalsLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 32;

    /** {@code __u64[4] count}. */
    public static final int COUNT = 0;

    public static final int COUNT_LENGTH = 4;

    private PatternTotalsLayout() {}
}
