package org.pathgauge.snmp.mib;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A subtree whose objects are listed one by one and replaced as a whole: what a configuration says. */
public final class Listing implements MibView {
    private final OID root;
    private volatile NavigableMap<OID, Variable> objects = new TreeMap<>();

    public Listing(OID root) {
        this.root = root;
    }

    /** Shows these from now on; each is below the root. */
    public void show(Map<OID, Variable> all) {
        objects = new TreeMap<>(all);
    }

    @Override
    public OID root() {
        return root;
    }

    @Override
    public Variable get(Reading reading, OID oid) {
        Variable value = objects.get(oid);
        return value == null ? Null.noSuchInstance : value;
    }

    @Override
    public Optional<Found> next(Reading reading, OID after) {
        Map.Entry<OID, Variable> next = objects.higherEntry(after);
        return next == null ? Optional.empty() : Optional.of(new Found(next.getKey(), next.getValue()));
    }
}
