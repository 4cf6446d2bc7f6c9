package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A group of scalars whose identifiers are one below the group's. */
public class ScalarGroup implements MibView {
    private final OID root;
    private final List<Scalar> scalars;

    /**
     * Makes a group.
     *
     * @param root the group
     * @param scalars by rising sub-identifier
     */
    public ScalarGroup(OID root, List<Scalar> scalars) {
        this.root = root;
        this.scalars = List.copyOf(scalars);
    }

    /**
     * One scalar.
     *
     * @param id last sub-identifier
     * @param name descriptor in the MIB
     * @param value reads it; empty if undefined
     */
    public record Scalar(int id, String name, Function<Reading, Optional<Variable>> value) {}

    public final List<Scalar> scalars() {
        return scalars;
    }

    @Override
    public final OID root() {
        return root;
    }

    @Override
    public final Variable get(Reading reading, OID oid) {
        for (Scalar scalar : scalars) {
            if (oid.size() > root.size() && oid.get(root.size()) == scalar.id) {
                boolean instance = oid.size() == root.size() + 2 && oid.last() == 0;
                return instance ? scalar.value.apply(reading).orElse(Null.noSuchInstance) : Null.noSuchInstance;
            }
        }
        return Null.noSuchObject;
    }

    @Override
    public final Optional<Found> next(Reading reading, OID after) {
        for (Scalar scalar : scalars) {
            OID oid = new OID(root.getValue(), new int[] {scalar.id, 0});
            if (oid.compareTo(after) > 0) {
                Optional<Variable> value = scalar.value.apply(reading);
                if (value.isPresent()) {
                    return Optional.of(new Found(oid, value.get()));
                }
            }
        }
        return Optional.empty();
    }
}
