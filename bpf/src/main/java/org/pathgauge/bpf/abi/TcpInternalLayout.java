// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_internal}: offsets in bytes, lengths in elements. */
public final class TcpInternalLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 8;

    /** {@code __u64 events}. */
    public static final int EVENTS = 0;

    private TcpInternalLayout() {}
}
