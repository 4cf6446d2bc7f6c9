// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_internal}: offsets in bytes, lengths in elements. */
public final class TcpInternalLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 16;

    /** {@code __u64 no_row}. */
    public static final int NO_ROW = 0;

    /** {@code __u64 no_storage}. */
    public static final int NO_STORAGE = 8;

    private TcpInternalLayout() {}
}
