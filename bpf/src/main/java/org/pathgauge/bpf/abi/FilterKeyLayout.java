// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_key}: offsets in bytes, lengths in elements. */
public final class FilterKeyLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 40;

    /** {@code __be32[8] addresses}. */
    public static final int ADDRESSES = 0;

    public static final int ADDRESSES_LENGTH = 8;

    /** {@code __be16 source_port}. */
    public static final int SOURCE_PORT = 32;

    /** {@code __be16 destination_port}. */
    public static final int DESTINATION_PORT = 34;

    /** {@code __u8 protocol}. */
    public static final int PROTOCOL = 36;

    /** {@code __u8 flags}. */
    public static final int FLAGS = 37;

    /** {@code __u16 iface}. */
    public static final int IFACE = 38;

    private FilterKeyLayout() {}
}
