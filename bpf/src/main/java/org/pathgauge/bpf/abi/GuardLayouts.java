// Generated from the BTF of guard.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** All layouts, for the check at load. */
final class GuardLayouts {
    private GuardLayouts() {}

    static void tell(LayoutCheck.Table table) {
        table.struct("pg_filter_key", FilterKeyLayout.SIZE);
        table.field("source", FilterKeyLayout.SOURCE, FilterKeyLayout.SOURCE_LENGTH);
        table.field("destination", FilterKeyLayout.DESTINATION, FilterKeyLayout.DESTINATION_LENGTH);
        table.field("source_port", FilterKeyLayout.SOURCE_PORT, 0);
        table.field("destination_port", FilterKeyLayout.DESTINATION_PORT, 0);
        table.field("protocol", FilterKeyLayout.PROTOCOL, 0);
        table.field("flags", FilterKeyLayout.FLAGS, 0);
        table.field("iface", FilterKeyLayout.IFACE, 0);
        table.struct("pg_filter_head", FilterHeadLayout.SIZE);
        table.field("seed", FilterHeadLayout.SEED, 0);
        table.field("shapes", FilterHeadLayout.SHAPES, 0);
        table.field("cell_mask", FilterHeadLayout.CELL_MASK, 0);
        table.field("reserved", FilterHeadLayout.RESERVED, FilterHeadLayout.RESERVED_LENGTH);
        table.struct("pg_filter_shape", FilterShapeLayout.SIZE);
        table.field("mask", FilterShapeLayout.MASK, 0);
        table.field("first_rank", FilterShapeLayout.FIRST_RANK, 0);
        table.field("flags_mask", FilterShapeLayout.FLAGS_MASK, 0);
        table.field("flags", FilterShapeLayout.FLAGS, 0);
        table.field("reserved", FilterShapeLayout.RESERVED, FilterShapeLayout.RESERVED_LENGTH);
        table.struct("pg_filter_cell", FilterCellLayout.SIZE);
        table.field("key", FilterCellLayout.KEY, 0);
        table.field("rank", FilterCellLayout.RANK, 0);
        table.field("slot", FilterCellLayout.SLOT, 0);
        table.field("action", FilterCellLayout.ACTION, 0);
        table.field("shape", FilterCellLayout.SHAPE, 0);
        table.field("cost", FilterCellLayout.COST, 0);
        table.field("burst", FilterCellLayout.BURST, 0);
        table.struct("pg_filter_hits", FilterHitsLayout.SIZE);
        table.field("matched", FilterHitsLayout.MATCHED, 0);
        table.field("matched_bytes", FilterHitsLayout.MATCHED_BYTES, 0);
        table.field("dropped", FilterHitsLayout.DROPPED, 0);
        table.field("dropped_bytes", FilterHitsLayout.DROPPED_BYTES, 0);
        table.field("last_ns", FilterHitsLayout.LAST_NS, 0);
        table.enumeration("pg_filter_action");
        table.value("PG_FILTER_NONE", GuardAbiLayout.FILTER_NONE);
        table.value("PG_FILTER_DROP", GuardAbiLayout.FILTER_DROP);
        table.value("PG_FILTER_COUNT", GuardAbiLayout.FILTER_COUNT);
        table.value("PG_FILTER_RATE", GuardAbiLayout.FILTER_RATE);
        table.enumeration("pg_filter_constant");
        table.value("PG_K_FILTER_SHAPES", GuardAbiLayout.FILTER_SHAPES);
        table.value("PG_K_FILTER_CELLS_AT", GuardAbiLayout.FILTER_CELLS_AT);
        table.value("PG_K_FILTER_TRIES", GuardAbiLayout.FILTER_TRIES);
        table.value("PG_K_FILTER_SLOTS", GuardAbiLayout.FILTER_SLOTS);
        table.value("PG_K_FILTER_FRACTIONS", GuardAbiLayout.FILTER_FRACTIONS);
        table.value("PG_K_FILTER_PORTS", GuardAbiLayout.FILTER_PORTS);
        table.value("PG_K_FILTER_FIRST", GuardAbiLayout.FILTER_FIRST);
    }
}
