// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_ports}: offsets in bytes, lengths in elements. */
public final class PatternPortsLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __u64[2] bits}. */
    public static final int BITS = 0;

    public static final int BITS_LENGTH = 2;

    /** {@code __u32 set}. */
    public static final int SET = 16;

    /** {@code __u32 reserved}. */
    public static final int RESERVED = 20;

    private PatternPortsLayout() {}
}
