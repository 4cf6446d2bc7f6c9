package org.pathgauge.snmp.mib;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.ProbeStats;
import org.snmp4j.smi.Variable;

/** pathGaugeIcmpErrorTable, by probe index, sender, type and code. */
final class IcmpErrorTable extends Table<IcmpError> {

    IcmpErrorTable() {
        super(
                PathGaugeMib.oid(1, 2, 4, 1),
                List.of(
                        column(4, "Sender", e -> Values.address(e.sender())),
                        column(5, "Count", e -> Values.counter(e.count())),
                        column(6, "Last", e -> Values.time(e.last()))));
    }

    private static Column<IcmpError> column(int id, String name, Function<IcmpError, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeIcmpError" + name, value);
    }

    /** Of one probe, which has few, in the order of the index. */
    private static Stream<Row<IcmpError>> rows(ProbeStats stats) {
        if (stats.icmpErrors().isEmpty()) {
            return Stream.empty();
        }
        return stats.icmpErrors().stream()
                .map(error -> new Row<>(index(stats, error), error))
                .sorted(Comparator.comparing(Row::index, Arrays::compare));
    }

    /** An address of variable length goes with its length before it (RFC 2578 section 7.7). */
    private static int[] index(ProbeStats stats, IcmpError error) {
        byte[] sender = error.sender().getAddress();
        int[] index = new int[sender.length + 4];
        index[0] = stats.probe().index();
        index[1] = sender.length;
        for (int i = 0; i < sender.length; i++) {
            index[2 + i] = Byte.toUnsignedInt(sender[i]);
        }
        index[2 + sender.length] = error.type();
        index[3 + sender.length] = error.code();
        return index;
    }

    @Override
    protected Optional<IcmpError> find(Reading reading, Index index) {
        return Probes.at(reading.snapshot(), index)
                .flatMap(stats ->
                        rows(stats).filter(row -> index.is(row.index())).findFirst())
                .map(Row::source);
    }

    @Override
    protected Optional<Row<IcmpError>> after(Reading reading, Index index) {
        return Probes.after(
                reading.snapshot(),
                index,
                (stats, behind) -> rows(stats)
                        .filter(row -> behind.compareTo(row.index()) < 0)
                        .findFirst());
    }
}
