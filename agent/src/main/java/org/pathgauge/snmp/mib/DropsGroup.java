package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.KernelDrops;
import org.snmp4j.smi.Variable;

/** pathGaugeDropsState: whether drops are watched, and the faults of that. */
final class DropsGroup extends ScalarGroup {
    DropsGroup() {
        super(
                PathGaugeMib.oid(1, 6, 1),
                List.of(
                        scalar(1, "Running", d -> Values.truth(d.running())),
                        scalar(2, "Problem", d -> Values.text(d.problem())),
                        scalar(3, "Missed", d -> Values.counter(d.missed()))));
    }

    private static Scalar scalar(int id, String name, Function<KernelDrops, Optional<Variable>> value) {
        return new Scalar(
                id,
                "pathGaugeDrops" + name,
                reading -> value.apply(reading.snapshot().traffic().drops()));
    }
}
