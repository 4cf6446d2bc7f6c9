package org.pathgauge.drops;

import java.util.Set;

/**
 * The drop reasons that a healthy host in ordinary operation has too, by name: nothing that somebody waited for was lost.
 *
 * <p>What an administrator decided (netfilter, BPF, policies) is not among them: it is meant, and still a drop that whoever
 * misses the packet looks for. agent/docs/drops.md gives the reason for each.
 */
final class BenignReasons {
    /** Benign always. */
    static final Set<String> ALWAYS = Set.of(
            "NOT_DROPPED_YET",
            "CONSUMED",
            // The receiver had it already.
            "TCP_OLD_DATA",
            "TCP_OLD_SEQUENCE",
            "TCP_OLD_ACK",
            "TCP_OFOMERGE",
            "TCP_RFC7323_PAWS_ACK",
            "DUP_FRAG",
            // A segment without data that did its work.
            "TCP_RESET",
            "TCP_CLOSE",
            // The application had closed its socket, or asked not to get it.
            "SOCKET_CLOSE",
            "QUEUE_PURGE",
            "SOCKET_FILTER",
            "UNIX_DISCONNECT",
            "UNIX_SKIP_OOB",
            // For somebody else on the same wire.
            "OTHERHOST",
            "IPV6_NDISC_NS_OTHERHOST",
            // Neighbours' protocols that this host does not speak.
            "UNHANDLED_PROTO",
            "IPV6DISABLED",
            "MAC_IEEE_MAC_CONTROL");

    /** Benign when the frame was sent to a broadcast or multicast address: nobody here had asked for it. */
    static final Set<String> TO_GROUPS = Set.of("NO_SOCKET", "IP_NOPROTO");

    private BenignReasons() {}
}
