package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Patterns.Suspect;
import org.snmp4j.smi.Variable;

/** pathGaugeSuspectTable, by the index of a suspect. */
final class SuspectTable extends Table<Suspect> {
    SuspectTable() {
        super(
                PathGaugeMib.oid(1, 8, 2, 1),
                List.of(
                        column(2, "Kind", s -> Values.integer(Codes.of(s.kind()))),
                        column(3, "IfIndex", s -> Values.integer(s.ifIndex())),
                        column(4, "Interface", s -> Values.name(s.interfaceName())),
                        column(5, "Source", s -> Values.name(AddressText.of(s.source()))),
                        column(6, "Active", s -> Values.truth(s.active())),
                        column(7, "Value", s -> Values.gauge(s.value())),
                        column(8, "Limit", s -> Values.gauge(s.limit())),
                        column(9, "First", s -> Values.time(s.first())),
                        column(10, "Last", s -> Values.time(s.last())),
                        column(11, "Rule", s -> s.rule().flatMap(Values::name))));
    }

    private static Column<Suspect> column(int id, String name, Function<Suspect, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeSuspect" + name, value);
    }

    private static List<Suspect> suspects(Reading reading) {
        return reading.snapshot().traffic().patterns().suspects();
    }

    @Override
    protected Optional<Suspect> find(Reading reading, Index index) {
        return suspects(reading).stream().filter(s -> index.is(s.index())).findFirst();
    }

    @Override
    protected Optional<Row<Suspect>> after(Reading reading, Index index) {
        long floor = index.floor(0);
        return suspects(reading).stream()
                .filter(s -> s.index() > floor)
                .findFirst()
                .map(s -> new Row<>(new int[] {s.index()}, s));
    }
}
