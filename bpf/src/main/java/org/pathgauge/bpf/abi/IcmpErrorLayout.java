// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_icmp_error}: offsets in bytes, lengths in elements. */
public final class IcmpErrorLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 24;

    /** {@code __u64 count}. */
    public static final int COUNT = 0;

    /** {@code __u64 last_ns}. */
    public static final int LAST_NS = 8;

    /** {@code __u64 last_info}. */
    public static final int LAST_INFO = 16;

    private IcmpErrorLayout() {}
}
