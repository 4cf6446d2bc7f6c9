// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_set}: offsets in bytes, lengths in elements. */
public final class FilterSetLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 352320;

    /** {@code pg_filter_head head}. */
    public static final int HEAD = 0;

    /** {@code pg_filter_shape[128] shapes}. */
    public static final int SHAPES = 64;

    public static final int SHAPES_LENGTH = 128;

    /** {@code __u64[2048] present}. */
    public static final int PRESENT = 8256;

    public static final int PRESENT_LENGTH = 2048;

    /** {@code __u16[65536] heads}. */
    public static final int HEADS = 24640;

    public static final int HEADS_LENGTH = 65536;

    /** {@code __u16[65536] bodies}. */
    public static final int BODIES = 155712;

    public static final int BODIES_LENGTH = 65536;

    /** {@code pg_filter_cell[1024] near}. */
    public static final int NEAR = 286784;

    public static final int NEAR_LENGTH = 1024;

    private FilterSetLayout() {}
}
