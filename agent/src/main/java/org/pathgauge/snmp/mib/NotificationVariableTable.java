package org.pathgauge.snmp.mib;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pathgauge.snmp.mib.NotificationLog.Entry;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/** nlmLogVariableTable, by log, number within it and place in the notification. */
final class NotificationVariableTable extends Table<VariableBinding> {
    private final NotificationLog log;

    NotificationVariableTable(NotificationLog log, OID entry, List<Column<VariableBinding>> columns) {
        super(entry, columns);
        this.log = log;
    }

    @Override
    protected Optional<VariableBinding> find(Reading reading, Index index) {
        return NotificationLogTable.firstFrom(log, index, 0).flatMap(row -> {
            long place = index.floor(row.index().length);
            List<VariableBinding> variables = row.source().notification().variables();
            return place >= 1 && place <= variables.size() && index.is(below(row, (int) place))
                    ? Optional.of(variables.get((int) place - 1))
                    : Optional.empty();
        });
    }

    @Override
    protected Optional<Row<VariableBinding>> after(Reading reading, Index index) {
        Optional<Row<Entry>> entry = NotificationLogTable.firstFrom(log, index, 0);
        while (entry.isPresent()) {
            int[] own = entry.get().index();
            List<VariableBinding> variables =
                    entry.get().source().notification().variables();
            for (int place = 1; place <= variables.size(); place++) {
                if (index.compareTo(below(entry.get(), place)) < 0) {
                    return Optional.of(new Row<>(below(entry.get(), place), variables.get(place - 1)));
                }
            }
            entry = NotificationLogTable.firstFrom(log, new Index(own, 0), 1);
        }
        return Optional.empty();
    }

    private static int[] below(Row<Entry> row, int place) {
        int[] index = Arrays.copyOf(row.index(), row.index().length + 1);
        index[row.index().length] = place;
        return index;
    }
}
