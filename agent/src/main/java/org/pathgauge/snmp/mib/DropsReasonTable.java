package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Reason;
import org.snmp4j.smi.Variable;

/** pathGaugeDropsReasonTable, by interface index and number of the reason. */
final class DropsReasonTable extends DropsRows<Reason> {
    DropsReasonTable() {
        super(
                PathGaugeMib.oid(1, 6, 3, 1),
                List.of(
                        column(2, "Name", r -> Values.name(r.name())),
                        column(3, "Benign", r -> Values.truth(r.benign())),
                        column(4, "Packets", r -> Values.counter(r.packets()))),
                OfInterface::reasons,
                Reason::number);
    }

    private static Column<Reason> column(int id, String name, Function<Reason, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeDropsReason" + name, value);
    }
}
