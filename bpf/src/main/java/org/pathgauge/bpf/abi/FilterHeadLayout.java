// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_head}: offsets in bytes, lengths in elements. */
public final class FilterHeadLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 64;

    /** {@code __u64 seed}. */
    public static final int SEED = 0;

    /** {@code __u32 place_mask}. */
    public static final int PLACE_MASK = 8;

    /** {@code __u32 shapes}. */
    public static final int SHAPES = 12;

    /** {@code __u32[12] reserved}. */
    public static final int RESERVED = 16;

    public static final int RESERVED_LENGTH = 12;

    private FilterHeadLayout() {}
}
