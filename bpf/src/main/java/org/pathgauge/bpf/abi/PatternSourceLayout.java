// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_source}: offsets in bytes, lengths in elements. */
public final class PatternSourceLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __u32 ifindex}. */
    public static final int IFINDEX = 0;

    /** {@code __u32 family}. */
    public static final int FAMILY = 4;

    /** {@code __be32[4] prefix}. */
    public static final int PREFIX = 8;

    public static final int PREFIX_LENGTH = 4;

    private PatternSourceLayout() {}
}
