package org.pathgauge.snmp;

import java.util.List;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.Visibility;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * A request that reads: GET, GETNEXT or GETBULK (RFC 3416 sections 4.2.1 to 4.2.3).
 *
 * @param type of the PDU
 * @param nonRepeaters of a GETBULK, as it was sent
 * @param maxRepetitions of a GETBULK, as it was sent
 * @param names what is asked for
 */
record ReadRequest(int type, int nonRepeaters, int maxRepetitions, List<OID> names) {
    /** What the variables of a GETBULK may take, whatever the peer takes: six fragments on Ethernet, not forty-five. */
    static final int MAX_BULK_OCTETS = 8_192;

    /** Takes the variables of a response, one after the other. */
    @FunctionalInterface
    interface Response {
        /** False if there is no room for it; nothing more is added then. */
        boolean add(OID name, Variable value);
    }

    static ReadRequest of(PDU request) {
        boolean bulk = request.getType() == PDU.GETBULK;
        return new ReadRequest(
                request.getType(),
                bulk ? request.getNonRepeaters() : 0,
                bulk ? request.getMaxRepetitions() : 0,
                request.getVariableBindings().stream()
                        .map(VariableBinding::getOid)
                        .toList());
    }

    /** Adds what was asked for to the response; false if it should hold more than fits (RFC 3416: tooBig). */
    boolean answer(MibTree tree, Reading reading, Access.Rights rights, Response response) {
        switch (type) {
            case PDU.GET -> {
                for (OID name : names) {
                    if (!response.add(name, rights.readable(name) ? tree.get(reading, name) : Null.noSuchObject)) {
                        return false;
                    }
                }
                return true;
            }
            case PDU.GETNEXT -> {
                for (OID name : names) {
                    Found next = next(tree, reading, rights.visible(), name);
                    if (!response.add(next.name(), next.value())) {
                        return false;
                    }
                }
                return true;
            }
            default -> {
                answerBulk(tree, reading, rights.visible(), response);
                return true;
            }
        }
    }

    /** As many variables as were asked for and fit. */
    private void answerBulk(MibTree tree, Reading reading, Visibility visible, Response response) {
        int single = Math.clamp(nonRepeaters, 0, names.size());
        for (OID name : names.subList(0, single)) {
            Found next = next(tree, reading, visible, name);
            if (!response.add(next.name(), next.value())) {
                return;
            }
        }
        OID[] row = names.subList(single, names.size()).toArray(OID[]::new);
        boolean more = row.length > 0;
        for (int repetition = 0; more && repetition < maxRepetitions; repetition++) {
            more = false;
            for (int column = 0; column < row.length; column++) {
                Found next = next(tree, reading, visible, row[column]);
                if (!response.add(next.name(), next.value())) {
                    return;
                }
                row[column] = next.name();
                more |= !next.value().equals(Null.endOfMibView);
            }
        }
    }

    /** The first readable object behind an identifier, or endOfMibView. */
    private static Found next(MibTree tree, Reading reading, Visibility visible, OID after) {
        return tree.next(reading, after, visible).orElseGet(() -> new Found(after, Null.endOfMibView));
    }
}
