// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_iface}: offsets in bytes, lengths in elements. */
public final class IfaceLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 256;

    /** {@code __u64[14] packets}. */
    public static final int PACKETS = 0;

    public static final int PACKETS_LENGTH = 14;

    /** {@code __u64[14] bytes}. */
    public static final int BYTES = 112;

    public static final int BYTES_LENGTH = 14;

    /** {@code __u64[4] egress}. */
    public static final int EGRESS = 224;

    public static final int EGRESS_LENGTH = 4;

    private IfaceLayout() {}
}
