package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.TcpTraffic;
import org.snmp4j.smi.Variable;

/** pathGaugeTcpState: whether TCP is measured, and the faults of that. */
final class TcpGroup extends ScalarGroup {
    TcpGroup() {
        super(
                PathGaugeMib.oid(1, 5, 1),
                List.of(
                        scalar(1, "Running", t -> Values.truth(t.running())),
                        scalar(2, "Problem", t -> Values.text(t.problem())),
                        scalar(3, "Discontinuity", t -> t.countingSince().flatMap(Values::time)),
                        scalar(4, "Evicted", t -> Values.counter(t.evicted())),
                        scalar(5, "Missed", t -> Values.counter(t.missed())),
                        scalar(6, "WithoutRow", t -> Values.counter(t.withoutRow()))));
    }

    private static Scalar scalar(int id, String name, Function<TcpTraffic, Optional<Variable>> value) {
        return new Scalar(
                id,
                "pathGaugeTcp" + name,
                reading -> value.apply(reading.snapshot().traffic().tcp()));
    }
}
