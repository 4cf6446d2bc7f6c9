package org.pathgauge.snmp.mib;

import java.util.Optional;
import org.snmp4j.smi.OID;

/** What a reader may see of the tree. */
@FunctionalInterface
public interface Visibility {
    /** Whether a reader may see the object with an identifier. */
    boolean contains(OID oid);

    /**
     * Where to go on when an object is hidden, so that a hidden table costs no walk through it.
     *
     * @param hidden an identifier that {@link #contains} denies
     * @return an identifier, not before {@code hidden}, with nothing visible behind {@code hidden} and up to it; empty
     *     if nothing behind {@code hidden} is visible
     */
    default Optional<OID> beyond(OID hidden) {
        return Optional.of(hidden);
    }
}
