package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.pathgauge.model.Alarm;
import org.snmp4j.smi.Variable;

/** pathGaugeAlarmTable, by alarm id. */
final class AlarmTable extends Table<Alarm> {
    private static final int CLEARED = 1;
    private static final int RAISED = 2;

    AlarmTable() {
        super(
                PathGaugeMib.oid(1, 4, 1, 1),
                List.of(
                        column(2, "ProbeIndex", a -> Values.integer(a.probeIndex())),
                        column(3, "ProbeName", a -> Values.name(a.probeName())),
                        column(
                                4,
                                "ThresholdName",
                                a -> Values.name(a.threshold().name())),
                        column(
                                5,
                                "Metric",
                                a -> Values.integer(Codes.of(a.threshold().metric()))),
                        column(
                                6,
                                "Window",
                                a -> Values.integer(a.threshold().window().seconds())),
                        column(7, "Rising", a -> inMibUnit(a, a.threshold().rising())),
                        column(8, "Falling", a -> inMibUnit(a, a.threshold().falling())),
                        column(9, "Consecutive", a -> Values.gauge(a.threshold().consecutive())),
                        column(10, "Severity", a -> Values.integer(Codes.of(a.severity()))),
                        column(11, "State", a -> Values.integer(a.active() ? RAISED : CLEARED)),
                        column(12, "Value", AlarmTable::value),
                        column(13, "RaisedTime", a -> Values.time(a.raised())),
                        column(14, "ClearedTime", a -> a.cleared().flatMap(Values::time)),
                        column(15, "Changes", a -> Values.counter(a.changes())),
                        column(16, "Text", a -> Values.text(a.text()))));
    }

    private static Column<Alarm> column(int id, String name, Function<Alarm, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeAlarm" + name, value);
    }

    private static Optional<Variable> value(Alarm alarm) {
        OptionalLong value = alarm.value();
        return value.isPresent() ? inMibUnit(alarm, value.getAsLong()) : Optional.empty();
    }

    private static Optional<Variable> inMibUnit(Alarm alarm, long value) {
        return Values.gauge(Codes.inMibUnit(alarm.threshold().metric(), value));
    }

    @Override
    protected Optional<Alarm> find(Reading reading, Index index) {
        List<Alarm> alarms = reading.snapshot().alarms();
        int at = from(alarms, index.floor(0));
        return at < alarms.size() && index.is(alarms.get(at).id()) ? Optional.of(alarms.get(at)) : Optional.empty();
    }

    @Override
    protected Optional<Row<Alarm>> after(Reading reading, Index index) {
        List<Alarm> alarms = reading.snapshot().alarms();
        int at = from(alarms, index.floor(0) + 1);
        return at < alarms.size()
                ? Optional.of(new Row<>(new int[] {alarms.get(at).id()}, alarms.get(at)))
                : Optional.empty();
    }

    /** Position of the first alarm whose id is at least {@code floor}, by binary search. */
    private static int from(List<Alarm> alarms, long floor) {
        int low = 0;
        int high = alarms.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (alarms.get(middle).id() < floor) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
