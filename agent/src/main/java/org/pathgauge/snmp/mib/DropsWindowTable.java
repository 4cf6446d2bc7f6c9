package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Window;
import org.snmp4j.smi.Variable;

/** pathGaugeDropsWindowTable, by interface index and length of the window in seconds. */
final class DropsWindowTable extends DropsRows<Window> {
    DropsWindowTable() {
        super(
                PathGaugeMib.oid(1, 6, 6, 1),
                List.of(
                        column(2, "Start", w -> Values.time(w.start())),
                        column(3, "End", w -> Values.time(w.end())),
                        column(4, "Dropped", w -> Values.gauge(w.dropped())),
                        column(5, "Benign", w -> Values.gauge(w.benign()))),
                OfInterface::windows,
                w -> w.length().seconds());
    }

    private static Column<Window> column(int id, String name, Function<Window, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeDropsWindow" + name, value);
    }
}
