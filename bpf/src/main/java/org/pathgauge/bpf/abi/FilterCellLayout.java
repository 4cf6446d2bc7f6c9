// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_cell}: offsets in bytes, lengths in elements. */
public final class FilterCellLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 64;

    /** {@code pg_filter_key key}. */
    public static final int KEY = 0;

    /** {@code __u64 cost}. */
    public static final int COST = 40;

    /** {@code __u64 burst}. */
    public static final int BURST = 48;

    /** {@code __u8 behind}. */
    public static final int BEHIND = 56;

    /** {@code __u8 reserved}. */
    public static final int RESERVED = 57;

    /** {@code __u8 shape}. */
    public static final int SHAPE = 58;

    /** {@code __u8 action}. */
    public static final int ACTION = 59;

    /** {@code __u16 slot}. */
    public static final int SLOT = 60;

    /** {@code __u16 rank}. */
    public static final int RANK = 62;

    private FilterCellLayout() {}
}
