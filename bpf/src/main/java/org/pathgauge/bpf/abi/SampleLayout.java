// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_sample}: offsets in bytes, lengths in elements. */
public final class SampleLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 32;

    /** {@code __u64 egress_ns}. */
    public static final int EGRESS_NS = 0;

    /** {@code __u64 ingress_ns}. */
    public static final int INGRESS_NS = 8;

    /** {@code __u32 slot}. */
    public static final int SLOT = 16;

    /** {@code __u32 seq}. */
    public static final int SEQ = 20;

    /** {@code __u32 verdict}. */
    public static final int VERDICT = 24;

    /** {@code __u32 reserved}. */
    public static final int RESERVED = 28;

    private SampleLayout() {}
}
