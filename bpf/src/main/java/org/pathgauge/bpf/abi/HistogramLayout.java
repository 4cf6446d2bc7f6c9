// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_histogram}: offsets in bytes, lengths in elements. */
public final class HistogramLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 1168;

    /** {@code __u32[194] rtt}. */
    public static final int RTT = 0;

    public static final int RTT_LENGTH = 194;

    /** {@code __u32[98] ipdv}. */
    public static final int IPDV = 776;

    public static final int IPDV_LENGTH = 98;

    private HistogramLayout() {}
}
