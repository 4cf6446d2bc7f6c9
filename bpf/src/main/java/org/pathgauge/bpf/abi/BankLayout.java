// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_bank}: offsets in bytes, lengths in elements. */
public final class BankLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 104;

    /** {@code __u64 first_ns}. */
    public static final int FIRST_NS = 0;

    /** {@code __u64 rtt_sum_ns}. */
    public static final int RTT_SUM_NS = 8;

    /** {@code __u64 rtt_sumsq_us2}. */
    public static final int RTT_SUMSQ_US2 = 16;

    /** {@code __u64 rtt_min_ns}. */
    public static final int RTT_MIN_NS = 24;

    /** {@code __u64 rtt_max_ns}. */
    public static final int RTT_MAX_NS = 32;

    /** {@code __u64 ipdv_abs_sum_ns}. */
    public static final int IPDV_ABS_SUM_NS = 40;

    /** {@code __s64 ipdv_min_ns}. */
    public static final int IPDV_MIN_NS = 48;

    /** {@code __s64 ipdv_max_ns}. */
    public static final int IPDV_MAX_NS = 56;

    /** {@code __u64 jitter_ns}. */
    public static final int JITTER_NS = 64;

    /** {@code __u32 slot_number}. */
    public static final int SLOT_NUMBER = 72;

    /** {@code __u32 sent}. */
    public static final int SENT = 76;

    /** {@code __u32 received}. */
    public static final int RECEIVED = 80;

    /** {@code __u32 late}. */
    public static final int LATE = 84;

    /** {@code __u32 duplicates}. */
    public static final int DUPLICATES = 88;

    /** {@code __u32 reordered}. */
    public static final int REORDERED = 92;

    /** {@code __u32 ipdv_count}. */
    public static final int IPDV_COUNT = 96;

    /** {@code __u32 reserved}. */
    public static final int RESERVED = 100;

    private BankLayout() {}
}
