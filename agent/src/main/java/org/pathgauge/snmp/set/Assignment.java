package org.pathgauge.snmp.set;

import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * One variable of a SET.
 *
 * @param index its place in the request, from 1: the error-index if it is refused
 * @param oid the instance to be written
 * @param value what it shall be
 */
public record Assignment(int index, OID oid, Variable value) {}
