// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_cell}: offsets in bytes, lengths in elements. */
public final class PatternCellLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 16;

    /** {@code __u32[4] count}. */
    public static final int COUNT = 0;

    public static final int COUNT_LENGTH = 4;

    private PatternCellLayout() {}
}
