package org.pathgauge.snmp.mib;

import java.util.List;
import org.pathgauge.model.Window;

/**
 * Which columns of a window are defined and whether its histograms hold anything, a bit each, so that a walk passes by
 * windows that have nothing for it without computing them.
 */
final class WindowTraits {
    /** Either histogram has a bucket. */
    static final int HISTOGRAM = 1 << 31;

    private WindowTraits() {}

    /** The bit of the column at a position in {@link WindowTable}. */
    static int column(int at) {
        return 1 << at;
    }

    static int of(Window window) {
        int bits = window.rtt().size() + window.ipdv().size() > 0 ? HISTOGRAM : 0;
        List<Table.Column<Window>> columns = WindowTable.COLUMNS;
        for (int at = 0; at < columns.size(); at++) {
            bits |= columns.get(at).value().apply(window).isPresent() ? column(at) : 0;
        }
        return bits;
    }
}
