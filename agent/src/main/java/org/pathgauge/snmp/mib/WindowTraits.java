package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.pathgauge.model.Window;
import org.pathgauge.model.Window.Percentile;
import org.pathgauge.model.WindowLimits;

/**
 * Which columns of a window are defined and whether its histograms hold anything, a bit each, so that a walk passes by
 * windows that have nothing for it without computing them.
 */
final class WindowTraits {
    /** Either histogram has a bucket. */
    static final int HISTOGRAM = 1 << 31;

    /** What columns need to be defined. */
    private record Need(int columns, Predicate<WindowLimits> met) {}

    private static final List<Need> NEEDS = List.of(
            new Need(columns(12, 13, 14), limits -> limits.sent() > 0),
            new Need(HISTOGRAM | columns(15, 16, 17, 18, 19, 20, 21, 22, 23), WindowLimits::replies),
            new Need(columns(19), limits -> limits.sent() >= Percentile.P50.samplesNeeded()),
            new Need(columns(20), limits -> limits.sent() >= Percentile.P90.samplesNeeded()),
            new Need(columns(21), limits -> limits.sent() >= Percentile.P95.samplesNeeded()),
            new Need(columns(22), limits -> limits.sent() >= Percentile.P99.samplesNeeded()),
            new Need(columns(23), limits -> limits.sent() >= Percentile.P999.samplesNeeded()),
            new Need(columns(26, 27, 28), WindowLimits::pairs),
            new Need(columns(29), WindowLimits::jitter),
            new Need(columns(30, 31), WindowLimits::samples));

    private WindowTraits() {}

    private static int columns(int... ids) {
        int bits = 0;
        for (int at = 0; at < WindowTable.COLUMNS.size(); at++) {
            int id = WindowTable.COLUMNS.get(at).id();
            bits |= IntStream.of(ids).anyMatch(i -> i == id) ? column(at) : 0;
        }
        return bits;
    }

    /** Whether a window within limits may have a trait. */
    static boolean within(WindowLimits limits, int trait) {
        for (Need need : NEEDS) {
            if ((need.columns & trait) != 0 && !need.met.test(limits)) {
                return false;
            }
        }
        return true;
    }

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
