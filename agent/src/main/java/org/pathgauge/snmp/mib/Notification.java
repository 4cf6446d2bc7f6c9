package org.pathgauge.snmp.mib;

import java.util.List;
import org.pathgauge.model.Severity;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * A notification, whoever receives it.
 *
 * @param type its identifier: the value of snmpTrapOID.0
 * @param variables in the order of its OBJECTS clause, without sysUpTime.0 and snmpTrapOID.0
 * @param severity by which targets choose
 */
public record Notification(OID type, List<VariableBinding> variables, Severity severity) {
    public Notification {
        variables = List.copyOf(variables);
    }
}
