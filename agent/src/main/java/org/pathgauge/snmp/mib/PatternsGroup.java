package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Patterns;
import org.snmp4j.smi.Variable;

/** pathGaugePatternsState: whether patterns are looked for, and the faults of that. */
final class PatternsGroup extends ScalarGroup {
    PatternsGroup() {
        super(
                PathGaugeMib.oid(1, 8, 1),
                List.of(
                        scalar(1, "Running", p -> Values.truth(p.running())),
                        scalar(2, "Problem", p -> Values.text(p.problem())),
                        scalar(3, "Intervals", p -> Values.counter(p.counters().intervals())),
                        scalar(4, "Unnoted", p -> Values.counter(p.counters().unnoted())),
                        scalar(5, "Unlisted", p -> Values.counter(p.counters().unlisted())),
                        scalar(6, "Unreadable", p -> Values.counter(p.counters().unreadable())),
                        scalar(
                                7,
                                "RefusedRules",
                                p -> Values.counter(p.counters().refusedRules()))));
    }

    private static Scalar scalar(int id, String name, Function<Patterns, Optional<Variable>> value) {
        return new Scalar(
                id,
                "pathGaugePatterns" + name,
                reading -> value.apply(reading.snapshot().traffic().patterns()));
    }
}
