package org.pathgauge.snmp.mib;

import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * One object on its way into a response. Unlike the library's VariableBinding it copies neither of the two, so nobody may
 * change them.
 */
public record Found(OID name, Variable value) {}
