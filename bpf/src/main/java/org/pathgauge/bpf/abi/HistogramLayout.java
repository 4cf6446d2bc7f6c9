// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_histogram}: offsets in bytes, lengths in elements. */
public final class HistogramLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 296;

    /** {@code __u8[194] rtt}. */
    public static final int RTT = 0;

    public static final int RTT_LENGTH = 194;

    /** {@code __u8[2] reserved}. */
    public static final int RESERVED = 194;

    public static final int RESERVED_LENGTH = 2;

    /** {@code __u8[98] ipdv}. */
    public static final int IPDV = 196;

    public static final int IPDV_LENGTH = 98;

    /** {@code __u8[2] reserved2}. */
    public static final int RESERVED2 = 294;

    public static final int RESERVED2_LENGTH = 2;

    private HistogramLayout() {}
}
