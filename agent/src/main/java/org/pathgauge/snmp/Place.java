package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentConfig.Listen;
import org.pathgauge.snmp.transport.Endpoint;
import org.pathgauge.snmp.transport.StreamEndpoint;
import org.pathgauge.snmp.transport.TlsHandshake;
import org.pathgauge.snmp.transport.UdpEndpoint;

/** A configured address to answer on. */
record Place(Transport transport, Listen listen) {
    /** What a place speaks. */
    enum Transport {
        UDP,
        TCP,
        TLS;

        /** Whether ports of both are of one kind. */
        boolean shares(Transport other) {
            return (this == UDP) == (other == UDP);
        }
    }

    /** All places of a configuration, in its order. */
    static List<Place> of(AgentConfig.Snmp config) {
        List<Place> all = new ArrayList<>();
        config.listen().forEach(listen -> all.add(new Place(Transport.UDP, listen)));
        config.streams().tcp().forEach(listen -> all.add(new Place(Transport.TCP, listen)));
        config.streams().tls().listen().forEach(listen -> all.add(new Place(Transport.TLS, listen)));
        return all;
    }

    /** Whether another place may be in the way: with the same port, of which 0.0.0.0 takes all addresses. */
    boolean near(Place other, int otherPort) {
        return transport.shares(other.transport) && otherPort == listen.port();
    }

    Place withPort(int port) {
        return new Place(transport, new Listen(listen.address(), port));
    }

    /** Binds it. */
    Endpoint bind(TlsHandshake tls, LongSupplier nanos) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(listen.address()), listen.port());
        return switch (transport) {
            case UDP -> UdpEndpoint.answering(address);
            case TCP -> StreamEndpoint.bind(address, Optional.empty(), nanos);
            case TLS -> StreamEndpoint.bind(address, Optional.of(tls), nanos);
        };
    }

    @Override
    public String toString() {
        return transport + " address " + listen.address() + " port " + listen.port();
    }
}
