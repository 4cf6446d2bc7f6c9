// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_key}: offsets in bytes, lengths in elements. */
public final class TcpKeyLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __u8[16] peer}. */
    public static final int PEER = 0;

    public static final int PEER_LENGTH = 16;

    /** {@code __u32 netns}. */
    public static final int NETNS = 16;

    /** {@code __u16 port}. */
    public static final int PORT = 20;

    /** {@code __u8 direction}. */
    public static final int DIRECTION = 22;

    /** {@code __u8 bits}. */
    public static final int BITS = 23;

    private TcpKeyLayout() {}
}
