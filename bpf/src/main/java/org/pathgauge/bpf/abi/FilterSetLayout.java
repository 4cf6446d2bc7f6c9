// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_set}: offsets in bytes, lengths in elements. */
public final class FilterSetLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 106560;

    /** {@code pg_filter_head head}. */
    public static final int HEAD = 0;

    /** {@code pg_filter_shape[128] shapes}. */
    public static final int SHAPES = 64;

    public static final int SHAPES_LENGTH = 128;

    /** {@code __u64[2048] present}. */
    public static final int PRESENT = 8256;

    public static final int PRESENT_LENGTH = 2048;

    /** {@code __u64[1024] head_named}. */
    public static final int HEAD_NAMED = 24640;

    public static final int HEAD_NAMED_LENGTH = 1024;

    /** {@code __u64[1024] body_named}. */
    public static final int BODY_NAMED = 32832;

    public static final int BODY_NAMED_LENGTH = 1024;

    /** {@code pg_filter_cell[1024] near}. */
    public static final int NEAR = 41024;

    public static final int NEAR_LENGTH = 1024;

    private FilterSetLayout() {}
}
