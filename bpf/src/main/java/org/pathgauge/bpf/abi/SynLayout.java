// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_syn}: offsets in bytes, lengths in elements. */
public final class SynLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 36;

    /** {@code __be16 source}. */
    public static final int SOURCE = 0;

    /** {@code __be16 dest}. */
    public static final int DEST = 2;

    /** {@code __be32 seq}. */
    public static final int SEQ = 4;

    /** {@code __be32 ack}. */
    public static final int ACK = 8;

    /** {@code __be16 flags}. */
    public static final int FLAGS = 12;

    /** {@code __be16 window}. */
    public static final int WINDOW = 14;

    /** {@code __be16 check}. */
    public static final int CHECK = 16;

    /** {@code __be16 urgent}. */
    public static final int URGENT = 18;

    /** {@code __be32 mss}. */
    public static final int MSS = 20;

    /** {@code __be16 sack}. */
    public static final int SACK = 24;

    /** {@code __be16 ts}. */
    public static final int TS = 26;

    /** {@code __be32 ts_value}. */
    public static final int TS_VALUE = 28;

    /** {@code __be32 ts_echo}. */
    public static final int TS_ECHO = 32;

    private SynLayout() {}
}
