package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Alarm;
import org.snmp4j.smi.Variable;

/** pathGaugeShelvedTable, by alarm id. */
final class ShelvedTable extends Table<Alarm> {
    private static final int CLEARED = 1;
    private static final int RAISED = 2;

    ShelvedTable() {
        super(
                PathGaugeMib.oid(1, 4, 6, 1),
                List.of(
                        column(2, "Shelf", a -> a.shelf().flatMap(Values::name)),
                        column(
                                3,
                                "ResourceKind",
                                a -> Values.integer(Codes.of(a.resource().kind()))),
                        column(4, "ResourceName", a -> Values.name(a.resource().name())),
                        column(5, "TypeId", a -> Values.integer(Codes.of(a.type()))),
                        column(6, "Qualifier", a -> Values.name(a.qualifier())),
                        column(7, "Severity", a -> Values.integer(Codes.of(a.severity()))),
                        column(8, "State", a -> Values.integer(a.active() ? RAISED : CLEARED)),
                        column(9, "ChangedTime", a -> Values.time(a.lastChanged())),
                        column(10, "Text", a -> Values.text(a.text())),
                        column(11, "OperatorState", a -> Values.integer(Codes.of(a.operatorState())))));
    }

    private static Column<Alarm> column(int id, String name, Function<Alarm, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeShelved" + name, value);
    }

    @Override
    protected Optional<Alarm> find(Reading reading, Index index) {
        return AlarmTable.find(reading.snapshot().shelvedAlarms(), index);
    }

    @Override
    protected Optional<Row<Alarm>> after(Reading reading, Index index) {
        return AlarmTable.after(reading.snapshot().shelvedAlarms(), index);
    }
}
