package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Statistic;
import org.snmp4j.smi.Variable;

/** pathGaugeDropsDriverTable, by interface index and the statistic's place in the driver. */
final class DropsDriverTable extends DropsRows<Statistic> {
    DropsDriverTable() {
        super(
                PathGaugeMib.oid(1, 6, 4, 1),
                List.of(
                        column(2, "Name", s -> Values.name(s.name())),
                        column(3, "Value", s -> Values.counter(s.value()))),
                OfInterface::driver,
                Statistic::number);
    }

    private static Column<Statistic> column(int id, String name, Function<Statistic, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeDropsDriver" + name, value);
    }
}
