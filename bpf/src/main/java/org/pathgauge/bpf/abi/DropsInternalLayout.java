// Generated from the BTF of drops.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_drops_internal}: offsets in bytes, lengths in elements. */
public final class DropsInternalLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 16;

    /** {@code __u64 overflow}. */
    public static final int OVERFLOW = 0;

    /** {@code __u64 second}. */
    public static final int SECOND = 8;

    private DropsInternalLayout() {}
}
