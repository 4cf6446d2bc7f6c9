package org.pathgauge.snmp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.mib.StandardViews;
import org.pathgauge.snmp.set.LinkTraps;
import org.pathgauge.snmp.set.OperatorStates;
import org.pathgauge.snmp.set.ProbeLeaves;
import org.pathgauge.snmp.set.ShelvedStates;
import org.pathgauge.snmp.set.TextLeaf;
import org.snmp4j.smi.OID;

/** Which objects can be set: some of the system group (RFC 3418), of IF-MIB (RFC 2863) and of PATHGAUGE-MIB. */
final class Settable {
    /** SIZE of the texts of the system group. */
    private static final int LONGEST = 255;

    private static final List<String> CONTAINERS = List.of("pathgauge-system:agent", "snmp");
    private static final Map<OID, String> LEAVES = Map.of(
            new OID("1.3.6.1.2.1.1.4"), "contact",
            new OID("1.3.6.1.2.1.1.5"), "name",
            new OID("1.3.6.1.2.1.1.6"), "location");

    private final Supplier<Snapshot> snapshots;
    private volatile Optional<AlarmActions> alarms = Optional.empty();

    Settable(Supplier<Snapshot> snapshots) {
        this.snapshots = snapshots;
    }

    /** Has alarms acknowledged by this from now on. */
    void alarms(AlarmActions actions) {
        alarms = Optional.of(actions);
    }

    /** A view, writable if objects of it can be set. */
    MibView of(MibView view) {
        OID root = view.root();
        if (LEAVES.containsKey(root)) {
            return new TextLeaf(view, LONGEST, CONTAINERS, LEAVES.get(root));
        }
        if (root.equals(PathGaugeMib.PROBE_ENTRY)) {
            return new ProbeLeaves(view, snapshots);
        }
        if (root.equals(PathGaugeMib.ALARM_ENTRY)) {
            return new OperatorStates(view, snapshots, () -> alarms);
        }
        if (root.equals(PathGaugeMib.SHELVED_ENTRY)) {
            return new ShelvedStates(view, snapshots);
        }
        return root.equals(StandardViews.IF_X_ENTRY) ? new LinkTraps(view, snapshots) : view;
    }
}
