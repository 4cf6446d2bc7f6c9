// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** Values of the enums that the kernel programs share with Java. */
public final class GuardAbiLayout {
    /** {@code enum pg_filter_action}: {@code PG_FILTER_NONE}. */
    public static final int FILTER_NONE = 0;

    /** {@code enum pg_filter_action}: {@code PG_FILTER_DROP}. */
    public static final int FILTER_DROP = 1;

    /** {@code enum pg_filter_action}: {@code PG_FILTER_COUNT}. */
    public static final int FILTER_COUNT = 2;

    /** {@code enum pg_filter_action}: {@code PG_FILTER_RATE}. */
    public static final int FILTER_RATE = 3;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_SHAPES}. */
    public static final int FILTER_SHAPES = 128;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_PRESENT}. */
    public static final int FILTER_PRESENT = 2048;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_PAIRS}. */
    public static final int FILTER_PAIRS = 65536;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_GROUPS}. */
    public static final int FILTER_GROUPS = 16;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_NEAR}. */
    public static final int FILTER_NEAR = 1024;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_WIDE}. */
    public static final int FILTER_WIDE = 1;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_CELLS}. */
    public static final int FILTER_CELLS = 4096;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_BLOCKS}. */
    public static final int FILTER_BLOCKS = 128;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_TRIES}. */
    public static final int FILTER_TRIES = 16;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_SLOTS}. */
    public static final int FILTER_SLOTS = 22528;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_FRACTIONS}. */
    public static final int FILTER_FRACTIONS = 16;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_PORTS}. */
    public static final int FILTER_PORTS = 128;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_FIRST}. */
    public static final int FILTER_FIRST = 64;

    /** {@code enum pg_filter_constant}: {@code PG_K_FILTER_EMPTY}. */
    public static final int FILTER_EMPTY = 255;

    /** {@code enum pg_pattern_count}: {@code PG_PATTERN_SYN}. */
    public static final int PATTERN_SYN = 0;

    /** {@code enum pg_pattern_count}: {@code PG_PATTERN_HANDSHAKE}. */
    public static final int PATTERN_HANDSHAKE = 1;

    /** {@code enum pg_pattern_count}: {@code PG_PATTERN_ICMP}. */
    public static final int PATTERN_ICMP = 2;

    /** {@code enum pg_pattern_count}: {@code PG_PATTERN_UDP}. */
    public static final int PATTERN_UDP = 3;

    /** {@code enum pg_pattern_count}: {@code PG_PATTERN_COUNTS}. */
    public static final int PATTERN_COUNTS = 4;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_ROWS}. */
    public static final int PATTERN_ROWS = 3;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_COLUMNS}. */
    public static final int PATTERN_COLUMNS = 8192;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_ROW_BITS}. */
    public static final int PATTERN_ROW_BITS = 13;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_EPOCHS}. */
    public static final int PATTERN_EPOCHS = 2;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_PORT_ROWS}. */
    public static final int PATTERN_PORT_ROWS = 2;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_PORT_COLUMNS}. */
    public static final int PATTERN_PORT_COLUMNS = 4096;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_PORT_ROW_BITS}. */
    public static final int PATTERN_PORT_ROW_BITS = 12;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_PORT_BITS}. */
    public static final int PATTERN_PORT_BITS = 128;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_SUSPECTS}. */
    public static final int PATTERN_SUSPECTS = 1024;

    /** {@code enum pg_pattern_constant}: {@code PG_K_PATTERN_EXEMPT}. */
    public static final int PATTERN_EXEMPT = 256;

    private GuardAbiLayout() {}
}
