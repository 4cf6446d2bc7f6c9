// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_shape}: offsets in bytes, lengths in elements. */
public final class FilterShapeLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 64;

    /** {@code pg_filter_key mask}. */
    public static final int MASK = 0;

    /** {@code __u64 common_mask}. */
    public static final int COMMON_MASK = 40;

    /** {@code __u64 common}. */
    public static final int COMMON = 48;

    /** {@code __u32 first_rank}. */
    public static final int FIRST_RANK = 56;

    /** {@code __u32 flags}. */
    public static final int FLAGS = 60;

    private FilterShapeLayout() {}
}
