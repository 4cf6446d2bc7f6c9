package org.pathgauge.snmp;

import java.util.List;
import java.util.Map;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.set.TextLeaf;
import org.snmp4j.smi.OID;

/** The objects of the system group (RFC 3418) that can be set: sysContact and sysLocation. */
final class WritableStandard {
    /** SIZE of both in RFC 3418. */
    private static final int LONGEST = 255;

    private static final List<String> CONTAINERS = List.of("pathgauge-system:agent", "snmp");
    private static final Map<OID, String> LEAVES = Map.of(
            new OID("1.3.6.1.2.1.1.4"), "contact",
            new OID("1.3.6.1.2.1.1.6"), "location");

    private WritableStandard() {}

    /** A view, writable if it is one of these objects. */
    static MibView of(MibView view) {
        String leaf = LEAVES.get(view.root());
        return leaf == null ? view : new TextLeaf(view, LONGEST, CONTAINERS, leaf);
    }
}
