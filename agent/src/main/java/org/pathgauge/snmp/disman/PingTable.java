package org.pathgauge.snmp.disman;

import java.util.List;
import java.util.Optional;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Reading;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A table with the index of pingCtlTable, which may go on behind it. */
abstract class PingTable implements MibView {
    private final OID entry;
    private final int firstColumn;
    private final int lastColumn;
    private final PingRows rows;

    PingTable(OID entry, int firstColumn, int lastColumn, PingRows rows) {
        this.entry = entry;
        this.firstColumn = firstColumn;
        this.lastColumn = lastColumn;
        this.rows = rows;
    }

    /**
     * The value in a column of a row.
     *
     * @param rest the sub-identifiers behind the index of pingCtlTable
     * @return empty if there is no such instance
     */
    abstract Optional<Variable> value(Reading reading, PingRows.Row row, int column, OID rest);

    /** The first sub-identifiers, behind the index of pingCtlTable, that come after the given ones. */
    abstract Optional<OID> restAfter(Reading reading, PingRows.Row row, OID rest);

    /** The first of them. */
    abstract Optional<OID> firstRest(Reading reading, PingRows.Row row);

    PingRows rows() {
        return rows;
    }

    @Override
    public final OID root() {
        return entry;
    }

    @Override
    public final Variable get(Reading reading, OID oid) {
        int column = oid.size() > entry.size() ? oid.get(entry.size()) : 0;
        if (column < firstColumn || column > lastColumn) {
            return Null.noSuchObject;
        }
        OID index = new OID(oid.getValue(), entry.size() + 1, oid.size() - entry.size() - 1);
        int at = position(index);
        if (at < 0) {
            return Null.noSuchInstance;
        }
        PingRows.Row row = rows.rows().get(at);
        return value(reading, row, column, behind(index, row)).orElse(Null.noSuchInstance);
    }

    private static OID behind(OID index, PingRows.Row row) {
        int size = row.index().size();
        return new OID(index.getValue(), size, index.size() - size);
    }

    /** The row whose index begins an identifier; if there is none, -1 less where it would be. */
    private int position(OID index) {
        List<PingRows.Row> all = rows.rows();
        int at = PingRows.position(all, index);
        if (at >= 0) {
            return at;
        }
        int before = -2 - at;
        return before >= 0 && index.startsWith(all.get(before).index()) ? before : at;
    }

    @Override
    public final Optional<Found> next(Reading reading, OID after) {
        int column = firstColumn;
        OID index = new OID();
        if (after.startsWith(entry)) {
            if (after.size() > entry.size()) {
                long asked = after.getUnsigned(entry.size());
                if (asked > lastColumn) {
                    return Optional.empty();
                }
                if (asked >= firstColumn) {
                    column = (int) asked;
                    index = new OID(after.getValue(), entry.size() + 1, after.size() - entry.size() - 1);
                }
            }
        } else if (after.compareTo(entry) > 0) {
            return Optional.empty();
        }
        for (; column <= lastColumn; column++) {
            Optional<Found> found = nextInColumn(reading, column, index);
            if (found.isPresent()) {
                return found;
            }
            index = new OID();
        }
        return Optional.empty();
    }

    private Optional<Found> nextInColumn(Reading reading, int column, OID after) {
        List<PingRows.Row> all = rows.rows();
        int at = after.size() == 0 ? -1 : position(after);
        Optional<OID> rest = Optional.empty();
        if (at >= 0) {
            rest = restAfter(reading, all.get(at), behind(after, all.get(at)));
        } else {
            at = -1 - at;
            if (at < all.size()) {
                rest = firstRest(reading, all.get(at));
            }
        }
        while (at < all.size()) {
            PingRows.Row row = all.get(at);
            while (rest.isPresent()) {
                Optional<Variable> value = value(reading, row, column, rest.get());
                if (value.isPresent()) {
                    OID oid = new OID(entry.getValue(), new int[] {column});
                    oid.append(row.index()).append(rest.get());
                    return Optional.of(new Found(oid, value.get()));
                }
                rest = restAfter(reading, row, rest.get());
            }
            at++;
            if (at < all.size()) {
                rest = firstRest(reading, all.get(at));
            }
        }
        return Optional.empty();
    }

    /** A table with just the index of pingCtlTable. */
    abstract static class Plain extends PingTable {
        Plain(OID entry, int firstColumn, int lastColumn, PingRows rows) {
            super(entry, firstColumn, lastColumn, rows);
        }

        abstract Optional<Variable> value(Reading reading, PingRows.Row row, int column);

        @Override
        final Optional<Variable> value(Reading reading, PingRows.Row row, int column, OID rest) {
            return rest.size() == 0 ? value(reading, row, column) : Optional.empty();
        }

        @Override
        final Optional<OID> restAfter(Reading reading, PingRows.Row row, OID rest) {
            return Optional.empty();
        }

        @Override
        final Optional<OID> firstRest(Reading reading, PingRows.Row row) {
            return Optional.of(new OID());
        }
    }
}
