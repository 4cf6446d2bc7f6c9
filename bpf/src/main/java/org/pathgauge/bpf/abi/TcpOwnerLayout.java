// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_tcp_owner}: offsets in bytes, lengths in elements. */
public final class TcpOwnerLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 32;

    /** {@code __u64 cgroup}. */
    public static final int CGROUP = 0;

    /** {@code __u32 pid}. */
    public static final int PID = 8;

    /** {@code __u32 reserved}. */
    public static final int RESERVED = 12;

    /** {@code char[16] comm}. */
    public static final int COMM = 16;

    public static final int COMM_LENGTH = 16;

    private TcpOwnerLayout() {}
}
