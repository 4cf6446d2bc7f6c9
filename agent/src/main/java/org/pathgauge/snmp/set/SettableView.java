package org.pathgauge.snmp.set;

import java.util.Optional;
import java.util.function.IntPredicate;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Reading;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** A view that reads as another one does, and part of which can be set. */
abstract class SettableView implements WritableView {
    private static final int UNSIGNED_SYNTAX = new UnsignedInteger32().getSyntax();
    private static final int TRUE = 1;
    private static final int FALSE = 2;

    private final MibView read;

    SettableView(MibView read) {
        this.read = read;
    }

    @Override
    public final OID root() {
        return read.root();
    }

    @Override
    public final Variable get(Reading reading, OID oid) {
        return read.get(reading, oid);
    }

    @Override
    public final Optional<Found> next(Reading reading, OID after) {
        return read.next(reading, after);
    }

    /** The column of a table whose root is its conceptual row; 0 for none. */
    final int column(OID oid) {
        return oid.size() > root().size() ? oid.get(root().size()) : 0;
    }

    /** An index of one positive integer; 0 for any other. */
    final int index(OID oid) {
        return oid.size() == root().size() + 2 ? Math.max(0, oid.last()) : 0;
    }

    static long unsigned(Assignment a, String name) throws SetException {
        // Gauge32 and Unsigned32 are one type on the wire (RFC 2578 section 7.1.11); the library has a class for each.
        if (!(a.value() instanceof UnsignedInteger32 value) || value.getSyntax() != UNSIGNED_SYNTAX) {
            throw SetException.wrongType(a, name + " is an Unsigned32");
        }
        return value.getValue();
    }

    static int integer(Assignment a, IntPredicate allowed, String values) throws SetException {
        if (!(a.value() instanceof Integer32 value)) {
            throw SetException.wrongType(a, "the object is an INTEGER");
        }
        if (!allowed.test(value.getValue())) {
            throw SetException.wrongValue(a, value + " cannot be set: " + values);
        }
        return value.getValue();
    }

    /** TruthValue of SNMPv2-TC. */
    static boolean truth(Assignment a) throws SetException {
        return integer(a, v -> v == TRUE || v == FALSE, "true(1) or false(2)") == TRUE;
    }
}
