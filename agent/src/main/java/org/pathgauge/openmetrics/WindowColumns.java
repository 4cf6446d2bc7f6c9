package org.pathgauge.openmetrics;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * All gauges of the windows of one length, a column each.
 *
 * <p>A window is joined from slots when it is asked for. The families of a page each need one value of it, so all
 * values are taken at once and the window is let go: 8 octets a value instead of a window's kilobyte.
 */
final class WindowColumns {
    private final double[][] values;

    private WindowColumns(double[][] values) {
        this.values = values;
    }

    static WindowColumns of(List<ProbeStats> probes, WindowLength length) {
        List<ToDoubleFunction<Window>> columns = WindowFamilies.COLUMNS;
        double[][] values = new double[columns.size()][probes.size()];
        for (int row = 0; row < probes.size(); row++) {
            Optional<Window> window = probes.get(row).window(length);
            for (int column = 0; column < values.length; column++) {
                values[column][row] = window.isPresent() ? columns.get(column).applyAsDouble(window.get()) : Double.NaN;
            }
        }
        return new WindowColumns(values);
    }

    /** A value; not a number where it is not defined. */
    double value(int column, int row) {
        return values[column][row];
    }
}
