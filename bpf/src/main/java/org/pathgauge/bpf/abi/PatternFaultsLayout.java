// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_faults}: offsets in bytes, lengths in elements. */
public final class PatternFaultsLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 16;

    /** {@code __u64 suspects_full}. */
    public static final int SUSPECTS_FULL = 0;

    /** {@code __u64 unreadable}. */
    public static final int UNREADABLE = 8;

    private PatternFaultsLayout() {}
}
