// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Values of the enums that the kernel programs share with Java. */
public final class TcpAbiLayout {
    /** {@code enum pg_tcp_constant}: {@code PG_TCP_K_PROTOCOL}. */
    public static final int PROTOCOL = 6;

    private TcpAbiLayout() {}
}
