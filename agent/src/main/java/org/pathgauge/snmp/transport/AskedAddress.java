package org.pathgauge.snmp.transport;

import java.net.InetAddress;
import org.snmp4j.smi.UdpAddress;

/** A peer with the local address that it sent to, from which the answer must come. */
final class AskedAddress extends UdpAddress {
    private static final long serialVersionUID = 1L;

    private final transient InetAddress asked;

    AskedAddress(InetAddress peer, int port, InetAddress asked) {
        super(peer, port);
        this.asked = asked;
    }

    InetAddress asked() {
        return asked;
    }

    /** Two questions of one peer are of one peer, whichever address it asked. */
    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
