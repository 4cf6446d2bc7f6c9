package org.pathgauge.snmp.mib;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pathgauge.snmp.mib.NotificationLog.Entry;
import org.snmp4j.smi.OID;

/** nlmLogTable, by log and number within it. */
final class NotificationLogTable extends Table<Entry> {
    private final NotificationLog log;

    NotificationLogTable(NotificationLog log, OID entry, List<Column<Entry>> columns) {
        super(entry, columns);
        this.log = log;
    }

    @Override
    protected Optional<Entry> find(Reading reading, Index index) {
        return find(log, index).map(Row::source);
    }

    static Optional<Row<Entry>> find(NotificationLog log, Index index) {
        for (NotificationLog.Counts counts : log.counts()) {
            for (Entry entry : log.entries(counts.name())) {
                int[] own = index(counts.name(), entry);
                if (index.is(own)) {
                    return Optional.of(new Row<>(own, entry));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    protected Optional<Row<Entry>> after(Reading reading, Index index) {
        return firstFrom(log, index, 1);
    }

    /**
     * The first entry whose own index compares with the given one as asked.
     *
     * @param order 1 for those behind it, 0 for those that it begins with or that are behind it
     */
    static Optional<Row<Entry>> firstFrom(NotificationLog log, Index index, int order) {
        for (NotificationLog.Counts counts : log.counts()) {
            List<Entry> entries = log.entries(counts.name());
            int low = 0;
            int high = entries.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (-compare(index, index(counts.name(), entries.get(middle))) >= order) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            if (low < entries.size()) {
                return Optional.of(new Row<>(index(counts.name(), entries.get(low)), entries.get(low)));
            }
        }
        return Optional.empty();
    }

    /** As {@link Index#compareTo}, but an index that goes on behind the entry's own is equal to it. */
    private static int compare(Index index, int[] entry) {
        for (int i = 0; i < entry.length; i++) {
            int order = Long.compare(index.floor(i), Integer.toUnsignedLong(entry[i]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int[] index(String name, Entry entry) {
        int[] prefix = NotificationLog.ints(name);
        int[] index = Arrays.copyOf(prefix, prefix.length + 1);
        index[prefix.length] = (int) entry.index();
        return index;
    }
}
