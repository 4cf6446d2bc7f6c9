package org.pathgauge.snmp;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.snmp.transport.Endpoint;
import org.pathgauge.snmp.transport.TlsHandshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens and closes the addresses where SNMP listens. */
final class Endpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

    private final Supplier<TlsHandshake> handshake;

    /** @param handshake of those who come over TLS */
    Endpoints(Supplier<TlsHandshake> handshake) {
        this.handshake = handshake;
    }

    /**
     * The endpoints of addresses, in their order: those already open stay, new ones are bound.
     *
     * @throws SnmpException if one cannot be bound; none is open then that was not before
     */
    Map<Place, Endpoint> bind(List<Place> wanted, Map<Place, Endpoint> present) throws SnmpException {
        Map<Place, Endpoint> endpoints = new LinkedHashMap<>();
        for (Place place : wanted) {
            Endpoint open = present.get(place);
            try {
                endpoints.put(place, open != null ? open : bind(place));
            } catch (IOException | RuntimeException e) {
                closeAllBut(endpoints.values(), present.values());
                throw new SnmpException(
                        "SNMP cannot listen on " + place + " (" + e.getMessage()
                                + "): choose an address of this host and a port that no other program (such as snmpd)"
                                + " uses; ports below 1024 need CAP_NET_BIND_SERVICE",
                        e);
            }
        }
        return endpoints;
    }

    Endpoint bind(Place place) throws IOException {
        return place.bind(handshake.get(), System::nanoTime);
    }

    /** The endpoint of an address that was lost; empty as long as it cannot be bound. */
    Optional<Endpoint> boundAgain(Place place) {
        try {
            Endpoint endpoint = bind(place);
            LOG.info("SNMP answers on {} again", place);
            return Optional.of(endpoint);
        } catch (IOException | RuntimeException e) {
            LOG.debug("SNMP still cannot listen on {}: {}", place, e.toString());
            return Optional.empty();
        }
    }

    static void closeAllBut(Collection<Endpoint> closing, Collection<Endpoint> keeping) {
        closing.stream().filter(endpoint -> !keeping.contains(endpoint)).forEach(Endpoints::close);
    }

    static void close(Endpoint endpoint) {
        try {
            endpoint.close();
        } catch (IOException e) {
            LOG.debug("Closing SNMP port {}: {}", endpoint.port(), e.toString());
        }
    }
}
