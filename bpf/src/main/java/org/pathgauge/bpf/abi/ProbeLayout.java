// Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_probe}: offsets in bytes, lengths in elements. */
public final class ProbeLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 48;

    /** {@code __be32[4] target}. */
    public static final int TARGET = 0;

    public static final int TARGET_LENGTH = 4;

    /** {@code __u64 timeout_ns}. */
    public static final int TIMEOUT_NS = 16;

    /** {@code __u32 stamp_base}. */
    public static final int STAMP_BASE = 24;

    /** {@code __u32 stamp_mask}. */
    public static final int STAMP_MASK = 28;

    /** {@code __u32 bank_base}. */
    public static final int BANK_BASE = 32;

    /** {@code __u32 bank_mask}. */
    public static final int BANK_MASK = 36;

    /** {@code __u8 family}. */
    public static final int FAMILY = 40;

    /** {@code __u8 samples}. */
    public static final int SAMPLES = 41;

    /** {@code __u8 once}. */
    public static final int ONCE = 42;

    /** {@code __u8 type}. */
    public static final int TYPE = 43;

    /** {@code __be16 port}. */
    public static final int PORT = 44;

    /** {@code __u8[2] reserved}. */
    public static final int RESERVED = 46;

    public static final int RESERVED_LENGTH = 2;

    private ProbeLayout() {}
}
