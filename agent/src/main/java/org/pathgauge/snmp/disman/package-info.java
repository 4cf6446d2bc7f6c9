/**
 * DISMAN-PING-MIB (RFC 4560): the probes and their tests in the tables of a standard.
 *
 * <p>Control columns are read from the running configuration and written into it; results are read from the snapshot. Only
 * rows that are not yet complete live here, in {@link org.pathgauge.snmp.disman.Drafts}.
 */
package org.pathgauge.snmp.disman;
