// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_sets}: offsets in bytes, lengths in elements. */
public final class FilterSetsLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 704704;

    /** {@code __u32 current}. */
    public static final int CURRENT = 0;

    /** {@code __u32[15] reserved}. */
    public static final int RESERVED = 4;

    public static final int RESERVED_LENGTH = 15;

    /** {@code pg_filter_set[2] sets}. */
    public static final int SETS = 64;

    public static final int SETS_LENGTH = 2;

    private FilterSetsLayout() {}
}
