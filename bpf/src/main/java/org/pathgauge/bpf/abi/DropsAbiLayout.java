// Generated from the BTF of drops.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Values of the enums that the kernel programs share with Java. */
public final class DropsAbiLayout {
    /** {@code enum pg_drops_kind}: {@code PG_DROPS_REASON}. */
    public static final int REASON = 0;

    /** {@code enum pg_drops_kind}: {@code PG_DROPS_REASON_GROUP}. */
    public static final int REASON_GROUP = 1;

    /** {@code enum pg_drops_kind}: {@code PG_DROPS_OWN}. */
    public static final int OWN = 2;

    /** {@code enum pg_drops_kind}: {@code PG_DROPS_XDP}. */
    public static final int XDP = 3;

    /** {@code enum pg_drops_own}: {@code PG_DROPS_OWN_REPLY}. */
    public static final int OWN_REPLY = 1;

    /** {@code enum pg_drops_own}: {@code PG_DROPS_OWN_FILTER}. */
    public static final int OWN_FILTER = 2;

    /** {@code enum pg_drops_constant}: {@code PG_DROPS_K_OWN_MAGIC}. */
    public static final int OWN_MAGIC = 1346847826;

    /** {@code enum pg_drops_constant}: {@code PG_DROPS_K_NO_DEVICE}. */
    public static final int NO_DEVICE = 0;

    /** {@code enum pg_drops_constant}: {@code PG_DROPS_K_ELSEWHERE}. */
    public static final int ELSEWHERE = 2147483647;

    /** {@code enum pg_drops_constant}: {@code PG_DROPS_K_UNSPECIFIED}. */
    public static final int UNSPECIFIED = -2;

    /** {@code enum pg_drops_constant}: {@code PG_DROPS_K_OTHER}. */
    public static final int OTHER = -1;

    private DropsAbiLayout() {}
}
