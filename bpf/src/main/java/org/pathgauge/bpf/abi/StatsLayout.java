// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_stats}: offsets in bytes, lengths in elements. */
public final class StatsLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 128;

    /** {@code __u64 sent}. */
    public static final int SENT = 0;

    /** {@code __u64 received}. */
    public static final int RECEIVED = 8;

    /** {@code __u64 late}. */
    public static final int LATE = 16;

    /** {@code __u64 duplicates}. */
    public static final int DUPLICATES = 24;

    /** {@code __u64 corrupt}. */
    public static final int CORRUPT = 32;

    /** {@code __u64 forged}. */
    public static final int FORGED = 40;

    /** {@code __u64 stale}. */
    public static final int STALE = 48;

    /** {@code __u64 refused}. */
    public static final int REFUSED = 56;

    /** {@code __u64 overruns}. */
    public static final int OVERRUNS = 64;

    /** {@code __u64 rtt_sum_ns}. */
    public static final int RTT_SUM_NS = 72;

    /** {@code __u64 rtt_sumsq_us2}. */
    public static final int RTT_SUMSQ_US2 = 80;

    /** {@code __u64 last_rtt_ns}. */
    public static final int LAST_RTT_NS = 88;

    /** {@code __u64 last_ingress_ns}. */
    public static final int LAST_INGRESS_NS = 96;

    /** {@code __u64 jitter_x16_ns}. */
    public static final int JITTER_X16_NS = 104;

    /** {@code __u32 last_seq_sent}. */
    public static final int LAST_SEQ_SENT = 112;

    /** {@code __u32 reordered}. */
    public static final int REORDERED = 116;

    /** {@code __u32 highest_seq}. */
    public static final int HIGHEST_SEQ = 120;

    /** {@code __u32 reserved}. */
    public static final int RESERVED = 124;

    private StatsLayout() {}
}
