// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_config}: offsets in bytes, lengths in elements. */
public final class TcpConfigLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 16;

    /** {@code __u64 rtt_interval_us}. */
    public static final int RTT_INTERVAL_US = 0;

    /** {@code __u32 namespaced}. */
    public static final int NAMESPACED = 8;

    /** {@code __u32 prefixes}. */
    public static final int PREFIXES = 12;

    private TcpConfigLayout() {}
}
