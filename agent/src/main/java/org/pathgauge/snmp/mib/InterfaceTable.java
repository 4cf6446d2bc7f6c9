package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.InterfaceDrops;
import org.snmp4j.smi.Variable;

/** pathGaugeIfTable, by ifIndex. */
final class InterfaceTable extends Table<InterfaceDrops> {
    private static final int NO_HOOK = 1;

    InterfaceTable() {
        super(
                PathGaugeMib.oid(1, 3, 1, 1),
                List.of(
                        column(1, "Name", i -> Values.name(i.name())),
                        column(2, "ConfiguredHook", i -> Values.integer(Codes.of(i.configuredHook()))),
                        column(
                                3,
                                "Hook",
                                i -> Values.integer(i.hook().map(Codes::of).orElse(NO_HOOK))),
                        column(4, "Problem", i -> Values.text(i.problem())),
                        column(5, "Discontinuity", i -> Values.time(i.discontinuity())),
                        column(6, "DroppedPackets", i -> Values.counter(i.droppedPackets())),
                        column(7, "DroppedOctets", i -> Values.counter(i.droppedOctets())),
                        column(8, "PassedPackets", i -> Values.counter(i.passedPackets())),
                        column(9, "PassedOctets", i -> Values.counter(i.passedOctets())),
                        column(10, "Stamped", i -> Values.counter(i.stamped())),
                        column(11, "EgressForged", i -> Values.counter(i.egressForged())),
                        column(12, "EgressUnknown", i -> Values.counter(i.egressUnknown()))));
    }

    private static Column<InterfaceDrops> column(
            int id, String name, Function<InterfaceDrops, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeIf" + name, value);
    }

    @Override
    protected Optional<InterfaceDrops> find(Reading reading, Index index) {
        return reading.snapshot().interfaces().stream()
                .filter(i -> index.is(i.ifIndex()))
                .findFirst();
    }

    @Override
    protected Optional<Row<InterfaceDrops>> after(Reading reading, Index index) {
        return reading.snapshot().interfaces().stream()
                .filter(i -> i.ifIndex() > index.floor(0))
                .findFirst()
                .map(i -> new Row<>(new int[] {i.ifIndex()}, i));
    }
}
