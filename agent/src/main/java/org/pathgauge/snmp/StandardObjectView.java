package org.pathgauge.snmp;

import java.util.Optional;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Reading;
import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.agent.ManagedObjectValueAccess;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A scalar or table of the library's standard MIBs as one of our views. */
final class StandardObjectView implements MibView {
    private final ManagedObjectValueAccess<?> object;
    private final OID root;

    StandardObjectView(ManagedObjectValueAccess<?> object) {
        this.object = object;
        this.root = object.getScope().getLowerBound();
    }

    @Override
    public OID root() {
        return root;
    }

    @Override
    public Variable get(Reading reading, OID oid) {
        Variable value = object.getValue(oid);
        return value == null ? Null.noSuchInstance : (Variable) value.clone();
    }

    @Override
    public Optional<Found> next(Reading reading, OID after) {
        OID lower = after;
        while (true) {
            OID found = object.find(new DefaultMOScope(lower, false, null, false));
            if (found == null || !found.startsWith(root)) {
                return Optional.empty();
            }
            Variable value = object.getValue(found);
            if (value != null) {
                return Optional.of(new Found(new OID(found), (Variable) value.clone()));
            }
            lower = found;
        }
    }
}
