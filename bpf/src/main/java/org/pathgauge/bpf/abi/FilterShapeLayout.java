// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_shape}: offsets in bytes, lengths in elements. */
public final class FilterShapeLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 64;

    /** {@code pg_filter_key mask}. */
    public static final int MASK = 0;

    /** {@code __u32 first_rank}. */
    public static final int FIRST_RANK = 40;

    /** {@code __u8 flags_mask}. */
    public static final int FLAGS_MASK = 44;

    /** {@code __u8 flags}. */
    public static final int FLAGS = 45;

    /** {@code __u8[18] reserved}. */
    public static final int RESERVED = 46;

    public static final int RESERVED_LENGTH = 18;

    private FilterShapeLayout() {}
}
