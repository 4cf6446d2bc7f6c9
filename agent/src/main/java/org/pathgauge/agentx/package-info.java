/**
 * The AgentX subagent (RFC 2741): serves PATHGAUGE-MIB through the host's own SNMP agent, the master.
 *
 * <p>{@link org.pathgauge.agentx.PduReader} and {@link org.pathgauge.agentx.PduWriter} know octets,
 * {@link org.pathgauge.agentx.Requests} answers the master's requests from the same views as our own responder,
 * {@link org.pathgauge.agentx.Session} is one connection and {@link org.pathgauge.agentx.AgentXClient} makes a new one
 * whenever the master comes back.
 */
package org.pathgauge.agentx;
