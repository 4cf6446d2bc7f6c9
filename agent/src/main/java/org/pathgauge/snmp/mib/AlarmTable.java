package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Resource;
import org.snmp4j.smi.Variable;

/** pathGaugeAlarmTable, by alarm id. */
final class AlarmTable extends Table<Alarm> {
    private static final int CLEARED = 1;
    private static final int RAISED = 2;

    AlarmTable() {
        super(
                PathGaugeMib.oid(1, 4, 1, 1),
                List.of(
                        column(2, "ProbeIndex", AlarmTable::probeIndex),
                        column(3, "ProbeName", a -> a.probeName().flatMap(Values::name)),
                        column(4, "ThresholdName", a -> a.threshold().flatMap(t -> Values.name(t.name()))),
                        column(5, "Metric", a -> a.threshold().flatMap(t -> Values.integer(Codes.of(t.metric())))),
                        column(
                                6,
                                "Window",
                                a -> a.threshold()
                                        .flatMap(t -> Values.integer(t.window().seconds()))),
                        column(7, "Rising", a -> a.threshold().flatMap(t -> inMibUnit(a, t.rising()))),
                        column(8, "Falling", a -> a.threshold().flatMap(t -> inMibUnit(a, t.falling()))),
                        column(9, "Consecutive", a -> a.threshold().flatMap(t -> Values.gauge(t.consecutive()))),
                        column(10, "Severity", a -> Values.integer(Codes.of(a.severity()))),
                        column(11, "State", a -> Values.integer(a.active() ? RAISED : CLEARED)),
                        column(12, "Value", a -> inMibUnit(a, a.value())),
                        column(13, "RaisedTime", a -> Values.time(a.raised())),
                        column(14, "ClearedTime", a -> a.cleared().flatMap(Values::time)),
                        column(15, "Changes", a -> Values.counter(a.changes())),
                        column(16, "Text", a -> Values.text(a.text())),
                        column(
                                17,
                                "ResourceKind",
                                a -> Values.integer(Codes.of(a.resource().kind()))),
                        column(18, "ResourceName", a -> Values.name(a.resource().name())),
                        column(19, "ResourceIndex", a -> index(a.resource())),
                        column(20, "TypeId", a -> Values.integer(Codes.of(a.type()))),
                        column(21, "Qualifier", a -> Values.name(a.qualifier())),
                        column(22, "Unit", a -> Values.integer(Codes.of(a.unit()))),
                        column(23, "Limit", a -> inMibUnit(a, a.limit())),
                        column(24, "CreatedTime", a -> Values.time(a.created())),
                        column(25, "OperatorState", a -> Values.integer(Codes.of(a.operatorState())))));
    }

    private static Optional<Variable> probeIndex(Alarm alarm) {
        return alarm.probeName().isPresent() ? index(alarm.resource()) : Optional.empty();
    }

    private static Optional<Variable> index(Resource resource) {
        return resource.index().isPresent() ? Values.integer(resource.index().getAsInt()) : Optional.empty();
    }

    private static Column<Alarm> column(int id, String name, Function<Alarm, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeAlarm" + name, value);
    }

    private static Optional<Variable> inMibUnit(Alarm alarm, OptionalLong value) {
        return value.isPresent() ? inMibUnit(alarm, value.getAsLong()) : Optional.empty();
    }

    private static Optional<Variable> inMibUnit(Alarm alarm, long value) {
        return Values.gauge(Codes.inMibUnit(alarm.unit(), value));
    }

    @Override
    protected Optional<Alarm> find(Reading reading, Index index) {
        return find(reading.snapshot().alarms(), index);
    }

    @Override
    protected Optional<Row<Alarm>> after(Reading reading, Index index) {
        return after(reading.snapshot().alarms(), index);
    }

    static Optional<Alarm> find(List<Alarm> alarms, Index index) {
        int at = from(alarms, index.floor(0));
        return at < alarms.size() && index.is(alarms.get(at).id()) ? Optional.of(alarms.get(at)) : Optional.empty();
    }

    static Optional<Row<Alarm>> after(List<Alarm> alarms, Index index) {
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
