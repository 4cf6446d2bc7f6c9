/** The sockets of the SNMP engine: UDP that answers from the address that was asked, TCP, and TLS. */
package org.pathgauge.snmp.transport;
