package org.pathgauge.snmp.transport;

import org.snmp4j.smi.TcpAddress;

/** The other side of a connection, by which an answer finds its way back. */
final class Peer extends TcpAddress {
    private static final long serialVersionUID = 1L;

    private final transient Connection connection;

    Peer(Connection connection) {
        super(connection.address(), connection.port());
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Ports tell the connections of a host apart. */
    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
