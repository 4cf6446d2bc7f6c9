/**
 * PATHGAUGE-MIB as views of a {@link org.pathgauge.model.Snapshot}: one class per table, GET and GETNEXT by binary
 * search, no message, session or access rule.
 */
package org.pathgauge.snmp.mib;
