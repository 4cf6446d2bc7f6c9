package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.snmp4j.smi.OID;

/**
 * A table of what an interface has several of, by interface index and one more number.
 *
 * @param <R> one of them
 */
abstract class DropsRows<R> extends Table<R> {
    private final Function<OfInterface, List<R>> items;
    private final ToIntFunction<R> number;

    /**
     * @param items of an interface, sorted by number
     * @param number the second part of the index
     */
    DropsRows(OID entry, List<Column<R>> columns, Function<OfInterface, List<R>> items, ToIntFunction<R> number) {
        super(entry, columns);
        this.items = items;
        this.number = number;
    }

    /** All interfaces, sorted by index. */
    static Stream<OfInterface> all(Reading reading) {
        return reading.snapshot().traffic().drops().interfaces().stream();
    }

    private Stream<Row<R>> rows(OfInterface of) {
        return items.apply(of).stream().map(item -> new Row<>(new int[] {of.ifIndex(), number.applyAsInt(item)}, item));
    }

    @Override
    protected final Optional<R> find(Reading reading, Index index) {
        return all(reading)
                .filter(i -> i.ifIndex() == index.floor(0))
                .flatMap(this::rows)
                .filter(row -> index.is(row.index()))
                .findFirst()
                .map(Row::source);
    }

    @Override
    protected final Optional<Row<R>> after(Reading reading, Index index) {
        return all(reading)
                .filter(i -> i.ifIndex() >= index.floor(0))
                .flatMap(this::rows)
                .filter(row -> index.compareTo(row.index()) < 0)
                .findFirst();
    }
}
