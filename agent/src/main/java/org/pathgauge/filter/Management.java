package org.pathgauge.filter;

import java.net.InetAddress;
import java.util.List;

/**
 * Ways in which the agent is managed, which a rule must not cut off by accident.
 *
 * @param services where the agent listens
 * @param peers who is connected or is known to speak to it
 */
public record Management(List<Service> services, List<Peer> peers) {

    /** Of an agent that nobody manages over a network. */
    public static final Management NONE = new Management(List.of(), List.of());

    public Management {
        services = List.copyOf(services);
        peers = List.copyOf(peers);
    }

    /**
     * An address at which the agent answers.
     *
     * @param name as messages name it
     * @param address the wildcard address for all
     * @param port of the host
     * @param protocol 6 or 17
     */
    public record Service(String name, InetAddress address, int port, int protocol) {}

    /**
     * Somebody who speaks to the agent.
     *
     * @param name as messages name it
     * @param remote address of the peer
     * @param remotePort port of the peer
     * @param local address of the host that it speaks to; the wildcard address when not known
     * @param localPort port of the host; 0 when not known
     * @param protocol 6 or 17
     */
    public record Peer(
            String name, InetAddress remote, int remotePort, InetAddress local, int localPort, int protocol) {}
}
