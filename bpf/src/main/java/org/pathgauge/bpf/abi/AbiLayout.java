// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Values of the enums that the kernel programs share with Java. */
public final class AbiLayout {
    /** {@code enum pg_type}: {@code PG_TYPE_ICMP_ECHO}. */
    public static final int TYPE_ICMP_ECHO = 0;

    /** {@code enum pg_type}: {@code PG_TYPE_TCP_SYN}. */
    public static final int TYPE_TCP_SYN = 1;

    /** {@code enum pg_stamp_state}: {@code PG_STAMP_FREE}. */
    public static final int STAMP_FREE = 0;

    /** {@code enum pg_stamp_state}: {@code PG_STAMP_OUTSTANDING}. */
    public static final int STAMP_OUTSTANDING = 1;

    /** {@code enum pg_stamp_state}: {@code PG_STAMP_CLAIMED}. */
    public static final int STAMP_CLAIMED = 2;

    /** {@code enum pg_stamp_state}: {@code PG_STAMP_ANSWERED}. */
    public static final int STAMP_ANSWERED = 3;

    /** {@code enum pg_stamp_state}: {@code PG_STAMP_LATE}. */
    public static final int STAMP_LATE = 4;

    /** {@code enum pg_stamp_state}: {@code PG_STAMP_REFUSED}. */
    public static final int STAMP_REFUSED = 5;

    /** {@code enum pg_verdict}: {@code PG_PASS_OTHER}. */
    public static final int PASS_OTHER = 0;

    /** {@code enum pg_verdict}: {@code PG_DROP_REPLY}. */
    public static final int DROP_REPLY = 1;

    /** {@code enum pg_verdict}: {@code PG_PASS_LATE}. */
    public static final int PASS_LATE = 2;

    /** {@code enum pg_verdict}: {@code PG_PASS_DUPLICATE}. */
    public static final int PASS_DUPLICATE = 3;

    /** {@code enum pg_verdict}: {@code PG_PASS_CORRUPT}. */
    public static final int PASS_CORRUPT = 4;

    /** {@code enum pg_verdict}: {@code PG_PASS_FORGED}. */
    public static final int PASS_FORGED = 5;

    /** {@code enum pg_verdict}: {@code PG_PASS_STALE}. */
    public static final int PASS_STALE = 6;

    /** {@code enum pg_verdict}: {@code PG_PASS_FRAGMENT}. */
    public static final int PASS_FRAGMENT = 7;

    /** {@code enum pg_verdict}: {@code PG_PASS_MALFORMED}. */
    public static final int PASS_MALFORMED = 8;

    /** {@code enum pg_verdict}: {@code PG_PASS_ICMP_ERROR}. */
    public static final int PASS_ICMP_ERROR = 9;

    /** {@code enum pg_verdict}: {@code PG_PASS_SYN_ACK}. */
    public static final int PASS_SYN_ACK = 10;

    /** {@code enum pg_verdict}: {@code PG_PASS_REFUSED}. */
    public static final int PASS_REFUSED = 11;

    /** {@code enum pg_verdict}: {@code PG_DROP_FILTER}. */
    public static final int DROP_FILTER = 12;

    /** {@code enum pg_verdict}: {@code PG_DROP_RATE}. */
    public static final int DROP_RATE = 13;

    /** {@code enum pg_verdict}: {@code PG_VERDICTS}. */
    public static final int VERDICTS = 14;

    /** {@code enum pg_egress}: {@code PG_EGRESS_OTHER}. */
    public static final int EGRESS_OTHER = 0;

    /** {@code enum pg_egress}: {@code PG_EGRESS_STAMPED}. */
    public static final int EGRESS_STAMPED = 1;

    /** {@code enum pg_egress}: {@code PG_EGRESS_FORGED}. */
    public static final int EGRESS_FORGED = 2;

    /** {@code enum pg_egress}: {@code PG_EGRESS_UNKNOWN}. */
    public static final int EGRESS_UNKNOWN = 3;

    /** {@code enum pg_egress}: {@code PG_EGRESSES}. */
    public static final int EGRESSES = 4;

    /** {@code enum pg_constant}: {@code PG_K_MAGIC}. */
    public static final int MAGIC = 1346847061;

    /** {@code enum pg_constant}: {@code PG_K_RTT_FIRST_EXP}. */
    public static final int RTT_FIRST_EXP = 10;

    /** {@code enum pg_constant}: {@code PG_K_RTT_OCTAVES}. */
    public static final int RTT_OCTAVES = 24;

    /** {@code enum pg_constant}: {@code PG_K_RTT_PER_OCTAVE}. */
    public static final int RTT_PER_OCTAVE = 8;

    /** {@code enum pg_constant}: {@code PG_K_RTT_BUCKETS}. */
    public static final int RTT_BUCKETS = 194;

    /** {@code enum pg_constant}: {@code PG_K_IPDV_PER_OCTAVE}. */
    public static final int IPDV_PER_OCTAVE = 4;

    /** {@code enum pg_constant}: {@code PG_K_IPDV_BUCKETS}. */
    public static final int IPDV_BUCKETS = 98;

    /** {@code enum pg_constant}: {@code PG_K_HISTOGRAM_MOST}. */
    public static final int HISTOGRAM_MOST = 255;

    /** {@code enum pg_constant}: {@code PG_K_SLOT_SECONDS}. */
    public static final int SLOT_SECONDS = 10;

    /** {@code enum pg_constant}: {@code PG_K_STAMP_STATE_MASK}. */
    public static final int STAMP_STATE_MASK = 255;

    /** {@code enum pg_constant}: {@code PG_K_STAMP_PAIRED}. */
    public static final int STAMP_PAIRED = 256;

    /** {@code enum pg_constant}: {@code PG_K_STAMP_BANK_SHIFT}. */
    public static final int STAMP_BANK_SHIFT = 16;

    /** {@code enum pg_constant}: {@code PG_K_IFINDEX_MASK}. */
    public static final int IFINDEX_MASK = 65535;

    /** {@code enum pg_constant}: {@code PG_K_MAX_IFACES}. */
    public static final int MAX_IFACES = 1024;

    /** {@code enum pg_constant}: {@code PG_K_IFACE_L3}. */
    public static final int IFACE_L3 = -2147483648;

    /** {@code enum pg_constant}: {@code PG_K_IFACE_INDEX_MASK}. */
    public static final int IFACE_INDEX_MASK = 65535;

    /** {@code enum pg_constant}: {@code PG_K_IFACE_UPPER}. */
    public static final int IFACE_UPPER = 1073741824;

    /** {@code enum pg_constant}: {@code PG_K_ICMP_ERRORS}. */
    public static final int ICMP_ERRORS = 4096;

    /** {@code enum pg_constant}: {@code PG_K_SYN_PORTS}. */
    public static final int SYN_PORTS = 64;

    /** {@code enum pg_constant}: {@code PG_K_SYN_PORT_STEP}. */
    public static final int SYN_PORT_STEP = 37;

    /** {@code enum pg_constant}: {@code PG_K_SYN_DOMAIN}. */
    public static final int SYN_DOMAIN = -16;

    private AbiLayout() {}
}
