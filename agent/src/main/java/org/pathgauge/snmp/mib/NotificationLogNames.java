package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import org.snmp4j.smi.OID;

/** nlmConfigLogTable and nlmStatsLogTable: a row for each log, by its name. */
final class NotificationLogNames extends Table<NotificationLog.Counts> {
    private final NotificationLog log;

    NotificationLogNames(NotificationLog log, OID entry, List<Column<NotificationLog.Counts>> columns) {
        super(entry, columns);
        this.log = log;
    }

    @Override
    protected Optional<NotificationLog.Counts> find(Reading reading, Index index) {
        return log.counts().stream()
                .filter(c -> index.is(NotificationLog.ints(c.name())))
                .findFirst();
    }

    @Override
    protected Optional<Row<NotificationLog.Counts>> after(Reading reading, Index index) {
        return log.counts().stream()
                .filter(c -> index.compareTo(NotificationLog.ints(c.name())) < 0)
                .findFirst()
                .map(c -> new Row<>(NotificationLog.ints(c.name()), c));
    }
}
