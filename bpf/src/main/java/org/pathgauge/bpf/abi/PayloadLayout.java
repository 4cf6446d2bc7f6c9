// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_payload}: offsets in bytes, lengths in elements. */
public final class PayloadLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __be32 magic}. */
    public static final int MAGIC = 0;

    /** {@code __be32 slot}. */
    public static final int SLOT = 4;

    /** {@code __be32 seq}. */
    public static final int SEQ = 8;

    /** {@code __be32 reserved}. */
    public static final int RESERVED = 12;

    /** {@code __be64 token}. */
    public static final int TOKEN = 16;

    private PayloadLayout() {}
}
