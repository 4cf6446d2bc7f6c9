// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_stamp}: offsets in bytes, lengths in elements. */
public final class StampLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __u64 egress_ns}. */
    public static final int EGRESS_NS = 0;

    /** {@code __u64 rtt_ns}. */
    public static final int RTT_NS = 8;

    /** {@code __u32 seq}. */
    public static final int SEQ = 16;

    /** {@code __u32 state}. */
    public static final int STATE = 20;

    private StampLayout() {}
}
