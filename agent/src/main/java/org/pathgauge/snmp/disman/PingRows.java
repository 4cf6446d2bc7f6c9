package org.pathgauge.snmp.disman;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;
import org.snmp4j.smi.OID;

/** The rows that pingCtlTable has now, in the order of their indexes; made anew only when the configuration changed. */
final class PingRows {
    private final Supplier<AgentConfig> config;
    private final Drafts drafts;
    private volatile Sorted sorted = new Sorted(List.of(), -1, List.of());

    /**
     * One row.
     *
     * @param index its sub-identifiers
     * @param probe the probe that it is; empty for a row that is not active yet
     */
    record Row(OID index, PingKey key, Optional<Probe> probe) {}

    private record Sorted(List<Probe> probes, long drafts, List<Row> rows) {}

    PingRows(Supplier<AgentConfig> config, Drafts drafts) {
        this.config = config;
        this.drafts = drafts;
    }

    AgentConfig config() {
        return config.get();
    }

    List<Row> rows() {
        List<Probe> probes = config.get().probes();
        long version = drafts.version();
        Sorted now = sorted;
        if (now.probes != probes || now.drafts != version) {
            now = new Sorted(probes, version, sort(probes));
            sorted = now;
        }
        return now.rows;
    }

    private List<Row> sort(List<Probe> probes) {
        List<Row> rows = new ArrayList<>();
        for (Probe probe : probes) {
            PingKey.of(probe).ifPresent(key -> rows.add(new Row(key.index(), key, Optional.of(probe))));
        }
        drafts.all().keySet().forEach(key -> rows.add(new Row(key.index(), key, Optional.empty())));
        rows.sort(Comparator.comparing(Row::index));
        return rows;
    }

    Optional<Row> find(PingKey key) {
        List<Row> rows = rows();
        int at = position(rows, key.index());
        return at >= 0 ? Optional.of(rows.get(at)) : Optional.empty();
    }

    /** Where an index is, as {@link Collections#binarySearch} tells it. */
    static int position(List<Row> rows, OID index) {
        int low = 0;
        int high = rows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = rows.get(middle).index.compareTo(index);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }
}
