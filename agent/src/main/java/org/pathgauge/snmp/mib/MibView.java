package org.pathgauge.snmp.mib;

import java.util.Optional;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A subtree of the MIB that can be read: a table, a group of scalars or somebody else's object. */
public interface MibView {
    /** The subtree: every object is at or below it. */
    OID root();

    /**
     * The object with an identifier.
     *
     * @param reading what the request is answered from
     * @return the value, or one of the exceptions noSuchObject and noSuchInstance (RFC 3416 section 4.2.1)
     */
    Variable get(Reading reading, OID oid);

    /**
     * The first object behind an identifier, in lexicographic order.
     *
     * @return empty when this subtree has none left
     */
    Optional<Found> next(Reading reading, OID after);
}
