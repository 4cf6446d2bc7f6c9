// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_icmp_error_key}: offsets in bytes, lengths in elements. */
public final class IcmpErrorKeyLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __be32[4] sender}. */
    public static final int SENDER = 0;

    public static final int SENDER_LENGTH = 4;

    /** {@code __u32 slot}. */
    public static final int SLOT = 16;

    /** {@code __u8 family}. */
    public static final int FAMILY = 20;

    /** {@code __u8 type}. */
    public static final int TYPE = 21;

    /** {@code __u8 code}. */
    public static final int CODE = 22;

    /** {@code __u8 reserved}. */
    public static final int RESERVED = 23;

    private IcmpErrorKeyLayout() {}
}
