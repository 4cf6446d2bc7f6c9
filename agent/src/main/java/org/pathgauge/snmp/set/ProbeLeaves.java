package org.pathgauge.snmp.set;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibView;

/** The columns of pathGaugeProbeTable that can be set: leaves of probes that are there. */
public final class ProbeLeaves extends SettableView {
    private static final String PROBES = "pathgauge-probes:probes";
    private static final String LIST = "probe";
    private static final Map<Integer, String> TRUTHS = Map.of(9, "enabled", 17, "samples");
    private static final Map<Integer, String> NUMBERS =
            Map.of(10, "interval", 11, "timeout", 12, "size", 13, "dscp", 14, "ttl");

    private final Supplier<Snapshot> snapshots;

    /**
     * Makes the table writable.
     *
     * @param table what reads it
     * @param snapshots which probe an index is of
     */
    public ProbeLeaves(MibView table, Supplier<Snapshot> snapshots) {
        super(table);
        this.snapshots = snapshots;
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        int column = column(a.oid());
        if (TRUTHS.containsKey(column)) {
            boolean value = truth(a);
            String leaf = TRUTHS.get(column);
            probe(stage, a, leaf).put(leaf, value);
        } else if (NUMBERS.containsKey(column)) {
            String leaf = NUMBERS.get(column);
            long value = unsigned(a, leaf);
            probe(stage, a, leaf).put(leaf, value);
        } else {
            throw SetException.notWritable(a, "pathGaugeProbeTable has no such column that can be set");
        }
    }

    private ConfigEdit.Node probe(SetStage stage, Assignment a, String leaf) throws SetException {
        // An index belongs to its name for good, so that a snapshot of a second ago names the right probe, or none.
        Optional<ConfigEdit.Node> probe = snapshots
                .get()
                .probe(index(a.oid()))
                .map(stats -> stats.probe().name())
                .flatMap(
                        name -> stage.config().root().find(PROBES).flatMap(probes -> probes.entry(LIST, "name", name)));
        ConfigEdit.Node found = probe.orElseThrow(() -> SetException.noCreation(
                a, "there is no probe with this index; make one with pingCtlTable, NETCONF or the file"));
        stage.wrote(found.path(leaf), a);
        return found;
    }
}
