// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_clock}: offsets in bytes, lengths in elements. */
public final class ClockLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 8;

    /** {@code __u64 wall_offset_ns}. */
    public static final int WALL_OFFSET_NS = 0;

    private ClockLayout() {}
}
