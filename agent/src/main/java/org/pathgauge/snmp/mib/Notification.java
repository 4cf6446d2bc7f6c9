package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.function.Supplier;
import org.pathgauge.model.Severity;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * A notification, whoever receives it.
 *
 * <p>That of an alarm makes its variables when they are asked for: made, they take some 4 KiB, and ten thousand may wait for
 * each receiver that does not answer.
 */
public final class Notification {
    private final OID type;
    private final Supplier<List<VariableBinding>> variables;
    private final Severity severity;

    /**
     * One whose variables are made each time anew.
     *
     * @param type its identifier: the value of snmpTrapOID.0
     * @param variables in the order of its OBJECTS clause, without sysUpTime.0 and snmpTrapOID.0; the same each time
     * @param severity by which targets choose
     */
    Notification(OID type, Supplier<List<VariableBinding>> variables, Severity severity) {
        this.type = type;
        this.variables = variables;
        this.severity = severity;
    }

    /**
     * One with few variables.
     *
     * @param type its identifier: the value of snmpTrapOID.0
     * @param variables in the order of its OBJECTS clause, without sysUpTime.0 and snmpTrapOID.0
     * @param severity by which targets choose
     */
    public Notification(OID type, List<VariableBinding> variables, Severity severity) {
        this(type, always(List.copyOf(variables)), severity);
    }

    private static Supplier<List<VariableBinding>> always(List<VariableBinding> variables) {
        return () -> variables;
    }

    /** Its identifier: the value of snmpTrapOID.0. */
    public OID type() {
        return type;
    }

    /** In the order of its OBJECTS clause, without sysUpTime.0 and snmpTrapOID.0. */
    public List<VariableBinding> variables() {
        return variables.get();
    }

    /** By which targets choose. */
    public Severity severity() {
        return severity;
    }
}
