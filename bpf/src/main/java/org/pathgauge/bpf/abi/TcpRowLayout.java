// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_row}: offsets in bytes, lengths in elements. */
public final class TcpRowLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 2520;

    /** {@code pg_tcp_key key}. */
    public static final int KEY = 0;

    /** {@code __u64 last_ns}. */
    public static final int LAST_NS = 24;

    /** {@code __u64 opened}. */
    public static final int OPENED = 32;

    /** {@code __u64 failed}. */
    public static final int FAILED = 40;

    /** {@code __u64 refused}. */
    public static final int REFUSED = 48;

    /** {@code __u64 reset}. */
    public static final int RESET = 56;

    /** {@code __u64 closed}. */
    public static final int CLOSED = 64;

    /** {@code __u64 octets_in}. */
    public static final int OCTETS_IN = 72;

    /** {@code __u64 octets_out}. */
    public static final int OCTETS_OUT = 80;

    /** {@code __u64 segments_out}. */
    public static final int SEGMENTS_OUT = 88;

    /** {@code __u64 retransmitted}. */
    public static final int RETRANSMITTED = 96;

    /** {@code __u64 connect_sum_ns}. */
    public static final int CONNECT_SUM_NS = 104;

    /** {@code __u64 rtt_sum_ns}. */
    public static final int RTT_SUM_NS = 112;

    /** {@code __u64 session_sum_ns}. */
    public static final int SESSION_SUM_NS = 120;

    /** {@code pg_tcp_owner owner}. */
    public static final int OWNER = 128;

    /** {@code __u32 owner_sequence}. */
    public static final int OWNER_SEQUENCE = 160;

    /** {@code __u32 active}. */
    public static final int ACTIVE = 164;

    /** {@code __u32 rtt_min_us}. */
    public static final int RTT_MIN_US = 168;

    /** {@code __u32 rtt_slot_us}. */
    public static final int RTT_SLOT_US = 172;

    /** {@code __u32 srtt_us}. */
    public static final int SRTT_US = 176;

    /** {@code __u32 reserved}. */
    public static final int RESERVED = 180;

    /** {@code __u32[194] connect}. */
    public static final int CONNECT = 184;

    public static final int CONNECT_LENGTH = 194;

    /** {@code __u32[194] rtt}. */
    public static final int RTT = 960;

    public static final int RTT_LENGTH = 194;

    /** {@code __u32[194] session}. */
    public static final int SESSION = 1736;

    public static final int SESSION_LENGTH = 194;

    /** {@code __u32[2] reserved2}. */
    public static final int RESERVED2 = 2512;

    public static final int RESERVED2_LENGTH = 2;

    private TcpRowLayout() {}
}
