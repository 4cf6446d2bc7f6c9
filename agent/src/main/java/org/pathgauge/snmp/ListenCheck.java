package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.snmp.transport.Endpoint;
import org.pathgauge.snmp.transport.StreamEndpoint;
import org.pathgauge.snmp.transport.UdpEndpoint;

/** Tells of configured addresses whether the engine could answer on them now. */
public final class ListenCheck {
    private ListenCheck() {}

    /**
     * Binds each address for a moment; an agent that runs has them itself.
     *
     * @return by address, in their order, why it cannot be had; empty if it can
     */
    public static Map<String, Optional<String>> problems(AgentConfig.Snmp config) {
        Map<String, Optional<String>> problems = new LinkedHashMap<>();
        for (Place place : Place.of(config)) {
            problems.put(place.toString(), problem(place));
        }
        return problems;
    }

    private static Optional<String> problem(Place place) {
        try {
            var address = new InetSocketAddress(
                    InetAddress.getByName(place.listen().address()),
                    place.listen().port());
            Endpoint bound = place.transport() == Place.Transport.UDP
                    ? UdpEndpoint.answering(address)
                    : StreamEndpoint.bind(address, Optional.empty(), System::nanoTime);
            bound.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of(e.getMessage());
        }
    }
}
