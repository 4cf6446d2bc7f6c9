// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_exempt}: offsets in bytes, lengths in elements. */
public final class PatternExemptLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 20;

    /** {@code __u32 length}. */
    public static final int LENGTH = 0;

    /** {@code __be32[4] prefix}. */
    public static final int PREFIX = 4;

    public static final int PREFIX_LENGTH = 4;

    private PatternExemptLayout() {}
}
