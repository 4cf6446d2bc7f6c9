package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.pathgauge.model.AlarmSummary;

/** pathGaugeAlarmSummaryTable, by severity. */
final class AlarmSummaryTable extends Table<AlarmSummary> {
    AlarmSummaryTable() {
        super(
                PathGaugeMib.oid(1, 4, 5, 1),
                List.of(
                        column(2, "Total", AlarmSummary::total),
                        column(3, "NotCleared", AlarmSummary::notCleared),
                        column(4, "Cleared", AlarmSummary::cleared),
                        column(5, "NotClearedNotClosed", AlarmSummary::notClearedNotClosed)));
    }

    private static Column<AlarmSummary> column(int id, String name, ToLongFunction<AlarmSummary> value) {
        return new Column<>(id, "pathGaugeAlarmSummary" + name, s -> Values.gauge(value.applyAsLong(s)));
    }

    @Override
    protected Optional<AlarmSummary> find(Reading reading, Index index) {
        return AlarmSummary.of(reading.snapshot().alarms()).stream()
                .filter(s -> index.is(Codes.of(s.severity())))
                .findFirst();
    }

    @Override
    protected Optional<Row<AlarmSummary>> after(Reading reading, Index index) {
        return AlarmSummary.of(reading.snapshot().alarms()).stream()
                .filter(s -> Codes.of(s.severity()) > index.floor(0))
                .findFirst()
                .map(s -> new Row<>(new int[] {Codes.of(s.severity())}, s));
    }
}
