package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Snapshot;
import org.snmp4j.smi.Variable;

/** pathGaugeAlarmList: the alarm lists as a whole. */
final class AlarmListGroup extends ScalarGroup {
    AlarmListGroup() {
        super(
                PathGaugeMib.oid(1, 4, 4),
                List.of(
                        scalar(
                                1,
                                "pathGaugeAlarmListShelved",
                                s -> Values.gauge(s.shelvedAlarms().size())),
                        scalar(2, "pathGaugeAlarmListRefused", s -> Values.counter(s.alarmsRefused()))));
    }

    private static Scalar scalar(int id, String name, Function<Snapshot, Optional<Variable>> value) {
        return new Scalar(id, name, reading -> value.apply(reading.snapshot()));
    }
}
