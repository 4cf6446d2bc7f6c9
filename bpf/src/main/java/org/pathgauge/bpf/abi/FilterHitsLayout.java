// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_hits}: offsets in bytes, lengths in elements. */
public final class FilterHitsLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 48;

    /** {@code __u64 passed}. */
    public static final int PASSED = 0;

    /** {@code __u64 passed_bytes}. */
    public static final int PASSED_BYTES = 8;

    /** {@code __u64 dropped}. */
    public static final int DROPPED = 16;

    /** {@code __u64 dropped_bytes}. */
    public static final int DROPPED_BYTES = 24;

    /** {@code __u64 last_ns}. */
    public static final int LAST_NS = 32;

    /** {@code __u64 jiffy}. */
    public static final int JIFFY = 40;

    private FilterHitsLayout() {}
}
