// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_internal}: offsets in bytes, lengths in elements. */
public final class InternalLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 40;

    /** {@code __u64 samples_lost}. */
    public static final int SAMPLES_LOST = 0;

    /** {@code __u64 icmp_error_map_full}. */
    public static final int ICMP_ERROR_MAP_FULL = 8;

    /** {@code __u64 lookup_failed}. */
    public static final int LOOKUP_FAILED = 16;

    /** {@code __u64 bank_overruns}. */
    public static final int BANK_OVERRUNS = 24;

    /** {@code __u64 histogram_full}. */
    public static final int HISTOGRAM_FULL = 32;

    private InternalLayout() {}
}
