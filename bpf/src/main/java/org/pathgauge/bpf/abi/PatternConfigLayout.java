// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_config}: offsets in bytes, lengths in elements. */
public final class PatternConfigLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 64;

    /** {@code __u64[2] seed}. */
    public static final int SEED = 0;

    public static final int SEED_LENGTH = 2;

    /** {@code __be32 mask4}. */
    public static final int MASK4 = 16;

    /** {@code __be32[4] mask6}. */
    public static final int MASK6 = 20;

    public static final int MASK6_LENGTH = 4;

    /** {@code __u32[4] from}. */
    public static final int FROM = 36;

    public static final int FROM_LENGTH = 4;

    /** {@code __u32 ports_from}. */
    public static final int PORTS_FROM = 52;

    /** {@code __u32 epoch}. */
    public static final int EPOCH = 56;

    /** {@code __u32 exempt}. */
    public static final int EXEMPT = 60;

    private PatternConfigLayout() {}
}
