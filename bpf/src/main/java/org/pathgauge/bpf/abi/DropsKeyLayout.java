// Generated from the BTF of drops.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_drops_key}: offsets in bytes, lengths in elements. */
public final class DropsKeyLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 12;

    /** {@code __u32 ifindex}. */
    public static final int IFINDEX = 0;

    /** {@code __u32 kind}. */
    public static final int KIND = 4;

    /** {@code __u32 code}. */
    public static final int CODE = 8;

    private DropsKeyLayout() {}
}
