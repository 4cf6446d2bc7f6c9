package org.pathgauge.snmp;

import java.util.ArrayList;
import java.util.List;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.Visibility;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Answers one GETBULK (RFC 3416 section 4.2.3), counting the response's length as it grows. */
final class BulkReader {
    /** What a bulk response may be long, whatever the peer takes: six fragments on Ethernet, not forty-five. */
    private static final int MAX_OCTETS = 8_192;

    private final MibTree tree;
    private final Reading reading;
    private final Visibility visible;
    private final List<VariableBinding> found = new ArrayList<>();
    private int room;

    /**
     * Makes a reader for one request.
     *
     * @param room octets that variables may take in the response
     */
    BulkReader(MibTree tree, Reading reading, Visibility visible, int room) {
        this.tree = tree;
        this.reading = reading;
        this.visible = visible;
        // Lengths of the enclosing sequences grow by up to three octets each once they are not empty.
        this.room = Math.min(room, MAX_OCTETS) - 16;
    }

    /** The first readable object behind an identifier, or endOfMibView. */
    static VariableBinding next(MibTree tree, Reading reading, Visibility visible, OID after) {
        return tree.next(reading, after, visible).orElseGet(() -> new VariableBinding(after, Null.endOfMibView));
    }

    /** As many variables as were asked for and fit. */
    List<VariableBinding> read(PDU request) {
        int asked = request.size();
        int nonRepeaters = Math.clamp(request.getNonRepeaters(), 0, asked);
        int repetitions = Math.max(0, request.getMaxRepetitions());
        for (int i = 0; i < nonRepeaters; i++) {
            if (!append(next(tree, reading, visible, request.get(i).getOid()))) {
                return found;
            }
        }
        List<OID> row = new ArrayList<>();
        for (int i = nonRepeaters; i < asked; i++) {
            row.add(request.get(i).getOid());
        }
        boolean more = !row.isEmpty();
        for (int repetition = 0; more && repetition < repetitions; repetition++) {
            more = false;
            for (int column = 0; column < row.size(); column++) {
                VariableBinding next = next(tree, reading, visible, row.get(column));
                if (!append(next)) {
                    return found;
                }
                row.set(column, next.getOid());
                more |= !ended(next.getVariable());
            }
        }
        return found;
    }

    private static boolean ended(Variable value) {
        return value.equals(Null.endOfMibView);
    }

    private boolean append(VariableBinding variable) {
        room -= variable.getBERLength();
        if (room < 0) {
            return false;
        }
        found.add(variable);
        return true;
    }
}
