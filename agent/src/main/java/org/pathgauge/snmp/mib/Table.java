package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * A conceptual table that keeps no rows: it finds them in the snapshot when asked.
 *
 * @param <R> what a row's columns are read from
 */
public abstract class Table<R> implements MibView {
    private final OID entry;
    private final List<Column<R>> columns;

    /** The columns' sub-identifiers. */
    private final int[] ids;

    /**
     * Makes a table.
     *
     * @param entry the conceptual row
     * @param columns the readable columns by rising sub-identifier
     */
    protected Table(OID entry, List<Column<R>> columns) {
        this.entry = entry;
        this.columns = List.copyOf(columns);
        this.ids = columns.stream().mapToInt(Column::id).toArray();
    }

    /**
     * One readable column.
     *
     * @param id sub-identifier below the conceptual row
     * @param name descriptor in the MIB
     * @param value reads it from a row; empty if undefined, and then the instance does not exist
     */
    public record Column<R>(int id, String name, Function<R, Optional<Variable>> value) {}

    /**
     * A row on its way into a response.
     *
     * @param index the sub-identifiers behind the column
     * @param source what columns are read from
     */
    record Row<R>(int[] index, R source) {}

    /** The row with exactly this index. */
    protected abstract Optional<R> find(Reading reading, Index index);

    /** The first row whose index is lexicographically behind the given one. */
    protected abstract Optional<Row<R>> after(Reading reading, Index index);

    /**
     * The first row behind an index that may have a value in a column; rows that are known to have none may be left out.
     *
     * @param column position of the column
     */
    Optional<Row<R>> after(Reading reading, Index index, int column) {
        return after(reading, index);
    }

    public final List<Column<R>> columns() {
        return columns;
    }

    @Override
    public final OID root() {
        return entry;
    }

    @Override
    public final Variable get(Reading reading, OID oid) {
        if (oid.size() <= entry.size()) {
            return Null.noSuchObject;
        }
        int at = firstColumnFrom(oid.getUnsigned(entry.size()));
        if (at == columns.size() || columns.get(at).id != oid.getUnsigned(entry.size())) {
            return Null.noSuchObject;
        }
        Column<R> column = columns.get(at);
        return find(reading, new Index(oid.getValue(), entry.size() + 1))
                .flatMap(column.value)
                .orElse(Null.noSuchInstance);
    }

    @Override
    public final Optional<Found> next(Reading reading, OID after) {
        int at = 0;
        Index index = Index.NONE;
        if (after.startsWith(entry)) {
            if (after.size() > entry.size()) {
                at = firstColumnFrom(after.getUnsigned(entry.size()));
                if (at < columns.size() && columns.get(at).id == after.getUnsigned(entry.size())) {
                    index = new Index(after.getValue(), entry.size() + 1);
                }
            }
        } else if (after.compareTo(entry) > 0) {
            return Optional.empty();
        }
        for (; at < columns.size(); at++) {
            Optional<Found> found = nextInColumn(reading, at, index);
            if (found.isPresent()) {
                return found;
            }
            index = Index.NONE;
        }
        return Optional.empty();
    }

    private Optional<Found> nextInColumn(Reading reading, int at, Index after) {
        Column<R> column = columns.get(at);
        Optional<Row<R>> row = after(reading, after, at);
        while (row.isPresent()) {
            Optional<Variable> value = column.value.apply(row.get().source);
            if (value.isPresent()) {
                return Optional.of(new Found(instance(column, row.get().index), value.get()));
            }
            row = after(reading, new Index(row.get().index, 0), at);
        }
        return Optional.empty();
    }

    private OID instance(Column<R> column, int[] index) {
        int[] oid = new int[entry.size() + 1 + index.length];
        System.arraycopy(entry.getValue(), 0, oid, 0, entry.size());
        oid[entry.size()] = column.id;
        System.arraycopy(index, 0, oid, entry.size() + 1, index.length);
        OID name = new OID();
        // Unlike the constructor this makes no copy.
        name.setValue(oid);
        return name;
    }

    private int firstColumnFrom(long id) {
        // As they rise, none is further from the first than its sub-identifier, and without gaps it is just there.
        int high = (int) Math.clamp(id - ids[0], 0, (long) ids.length);
        if (high == 0 || ids[high - 1] < id) {
            return high;
        }
        int low = 0;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ids[middle] < id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
