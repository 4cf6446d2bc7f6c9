package org.pathgauge.snmp.mib;

import java.util.Optional;
import java.util.function.Function;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A scalar whose neighbours in the MIB are tables. */
final class LoneScalar implements MibView {
    private final OID root;
    private final OID instance;
    private final Function<Reading, Variable> value;

    LoneScalar(OID root, Function<Reading, Variable> value) {
        this.root = root;
        this.instance = new OID(root.getValue(), 0);
        this.value = value;
    }

    @Override
    public OID root() {
        return root;
    }

    @Override
    public Variable get(Reading reading, OID oid) {
        return oid.equals(instance) ? value.apply(reading) : Null.noSuchInstance;
    }

    @Override
    public Optional<Found> next(Reading reading, OID after) {
        return after.compareTo(instance) < 0
                ? Optional.of(new Found(instance, value.apply(reading)))
                : Optional.empty();
    }
}
