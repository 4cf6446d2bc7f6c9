// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_prefix}: offsets in bytes, lengths in elements. */
public final class TcpPrefixLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 20;

    /** {@code __u8[16] address}. */
    public static final int ADDRESS = 0;

    public static final int ADDRESS_LENGTH = 16;

    /** {@code __u32 bits}. */
    public static final int BITS = 16;

    private TcpPrefixLayout() {}
}
