package org.pathgauge.snmp.mib;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pathgauge.model.InterfaceDrops;
import org.snmp4j.smi.Variable;

/** pathGaugeVerdictTable, by ifIndex and reason. */
final class VerdictTable extends Table<InterfaceDrops.Count> {
    private static final int PASS = 1;
    private static final int DROP = 2;

    VerdictTable() {
        super(
                PathGaugeMib.oid(1, 3, 2, 1),
                List.of(
                        column(2, "Action", c -> Values.integer(c.verdict().drop() ? DROP : PASS)),
                        column(3, "Packets", c -> Values.counter(c.packets())),
                        column(4, "Octets", c -> Values.counter(c.octets()))));
    }

    private static Column<InterfaceDrops.Count> column(
            int id, String name, Function<InterfaceDrops.Count, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeVerdict" + name, value);
    }

    private static Stream<Row<InterfaceDrops.Count>> rows(InterfaceDrops drops) {
        return drops.ingress().stream()
                .map(count -> new Row<>(new int[] {drops.ifIndex(), Codes.of(count.verdict())}, count))
                .sorted(Comparator.comparing(row -> row.index()[1]));
    }

    @Override
    protected Optional<InterfaceDrops.Count> find(Reading reading, Index index) {
        return reading.snapshot().interfaces().stream()
                .filter(drops -> drops.ifIndex() == index.floor(0))
                .flatMap(VerdictTable::rows)
                .filter(row -> index.is(row.index()))
                .findFirst()
                .map(Row::source);
    }

    @Override
    protected Optional<Row<InterfaceDrops.Count>> after(Reading reading, Index index) {
        return reading.snapshot().interfaces().stream()
                .filter(drops -> drops.ifIndex() >= index.floor(0))
                .flatMap(VerdictTable::rows)
                .filter(row -> index.compareTo(row.index()) < 0)
                .findFirst();
    }
}
