// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Values of the enums that the kernel programs share with Java. */
public final class TcpAbiLayout {
    /** {@code enum pg_tcp_direction}: {@code PG_TCP_INBOUND}. */
    public static final int INBOUND = 0;

    /** {@code enum pg_tcp_direction}: {@code PG_TCP_OUTBOUND}. */
    public static final int OUTBOUND = 1;

    /** {@code enum pg_tcp_direction}: {@code PG_TCP_REMAINDERS}. */
    public static final int REMAINDERS = 2;

    /** {@code enum pg_tcp_constant}: {@code PG_TCP_K_BUCKETS}. */
    public static final int BUCKETS = 194;

    /** {@code enum pg_tcp_constant}: {@code PG_TCP_K_SESSION_SHIFT}. */
    public static final int SESSION_SHIFT = 10;

    /** {@code enum pg_tcp_constant}: {@code PG_TCP_K_COMM}. */
    public static final int COMM = 16;

    /** {@code enum pg_tcp_constant}: {@code PG_TCP_K_PREFIXES}. */
    public static final int PREFIXES = 4096;

    /** {@code enum pg_tcp_constant}: {@code PG_TCP_K_NAMESPACES}. */
    public static final int NAMESPACES = 1024;

    private TcpAbiLayout() {}
}
