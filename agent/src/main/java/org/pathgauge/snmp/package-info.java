/**
 * The SNMP command responder and notification originator: PATHGAUGE-MIB as thin views of one snapshot.
 *
 * <p>A request is answered from one {@link org.pathgauge.model.Snapshot}. {@link org.pathgauge.snmp.mib} knows the MIB
 * and nothing of messages, so that the same views serve our own UDP responder and, later, AgentX.
 */
package org.pathgauge.snmp;
