package org.pathgauge.snmp;

import java.net.InetAddress;

/**
 * A manager that was answered over UDP.
 *
 * @param address where it asks from
 * @param port the port that it last asked from
 * @param local the address that the agent listens on for it; the wildcard address for all
 * @param localPort port of the agent
 */
public record SnmpManager(InetAddress address, int port, InetAddress local, int localPort) {}
