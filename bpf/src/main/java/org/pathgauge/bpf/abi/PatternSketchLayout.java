// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Layout of {@code struct pg_pattern_sketch}: offsets in bytes, lengths in elements. */
public final class PatternSketchLayout {
    /** Size of the struct, bytes. */
    public static final int SIZE = 589824;

    /** {@code pg_pattern_cell[24576] cells}. */
    public static final int CELLS = 0;

    public static final int CELLS_LENGTH = 24576;

    /** {@code pg_pattern_ports[8192] ports}. */
    public static final int PORTS = 393216;

    public static final int PORTS_LENGTH = 8192;

    private PatternSketchLayout() {}
}
