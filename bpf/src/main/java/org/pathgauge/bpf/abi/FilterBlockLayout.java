// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_filter_block}: offsets in bytes, lengths in elements. */
public final class FilterBlockLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 262144;

    /** {@code pg_filter_cell[4096] cells}. */
    public static final int CELLS = 0;

    public static final int CELLS_LENGTH = 4096;

    private FilterBlockLayout() {}
}
