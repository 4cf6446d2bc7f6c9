package org.pathgauge.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule of the filter at the ingress hook. A packet is subject to the matching rule of the lowest order alone.
 *
 * @param index short integer; kept while the rule is configured, over restarts too
 * @param name unique among rules
 * @param order rules are asked in rising order; unique
 * @param enabled whether it is in force
 * @param source prefix of the source address; empty for any
 * @param destination prefix of the destination address; empty for any
 * @param protocol number of IANA's Protocol Numbers; empty for any
 * @param sourcePorts of TCP, UDP and SCTP; empty for any
 * @param destinationPorts of TCP, UDP and SCTP; empty for any
 * @param interfaceName where it applies; empty for all watched interfaces
 * @param action what is done
 * @param rate packets a second that a rate-limiting rule lets pass; 0 for others
 * @param burst packets that it lets pass at once; 0 for others
 * @param force whether it stands although it may cut off the agent's own management
 * @param expires when it goes by itself: rules that a detected pattern made; empty for configured ones
 */
public record FilterRule(
        int index,
        String name,
        long order,
        boolean enabled,
        Optional<Prefix> source,
        Optional<Prefix> destination,
        OptionalInt protocol,
        Optional<Ports> sourcePorts,
        Optional<Ports> destinationPorts,
        Optional<String> interfaceName,
        Action action,
        long rate,
        long burst,
        boolean force,
        Optional<Instant> expires) {

    /** Rules that the agent makes itself have an expiry. */
    public boolean automatic() {
        return expires.isPresent();
    }

    /** Which packets it is about. */
    public Match match() {
        return new Match(source, destination, protocol, sourcePorts, destinationPorts, interfaceName);
    }

    /** Which packets it is about, in words; every view shows the same ones. */
    public String matchText() {
        List<String> parts = new ArrayList<>();
        source.ifPresent(p -> parts.add("from " + p.text()));
        destination.ifPresent(p -> parts.add("to " + p.text()));
        protocol.ifPresent(p -> parts.add("protocol " + p));
        sourcePorts.ifPresent(p -> parts.add("source port " + p.text()));
        destinationPorts.ifPresent(p -> parts.add("destination port " + p.text()));
        interfaceName.ifPresent(n -> parts.add("at " + n));
        return parts.isEmpty() ? "any" : String.join(", ", parts);
    }

    /** Which packets a rule is about, apart from what it does with them: equal ones are about the same packets. */
    public record Match(
            Optional<Prefix> source,
            Optional<Prefix> destination,
            OptionalInt protocol,
            Optional<Ports> sourcePorts,
            Optional<Ports> destinationPorts,
            Optional<String> interfaceName) {}

    /** What is done with a packet. */
    public enum Action {
        /** Dropped and counted. */
        DROP("drop"),
        /** Passed and counted. */
        COUNT("count"),
        /** Passed up to a rate, dropped above it. */
        RATE_LIMIT("rate-limit");

        private final String yangName;

        Action(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }

    /** An address prefix; bits beyond its length are zero. */
    public record Prefix(InetAddress address, int length) {
        private static final int IPV6_OCTETS = 16;

        /**
         * A prefix of an address, whose bits behind the length may be set.
         *
         * @param octets 4 or 16; what looks like an IPv4 address within an IPv6 one stays IPv6, as it is on the wire
         */
        public static Prefix of(byte[] octets, int length) {
            byte[] address = octets.clone();
            for (int i = 0; i < address.length; i++) {
                int kept = Math.clamp(length - 8L * i, 0, 8);
                address[i] &= (byte) (0xff00 >> kept);
            }
            try {
                return new Prefix(
                        address.length == IPV6_OCTETS
                                ? Inet6Address.getByAddress(null, address, -1)
                                : InetAddress.getByAddress(address),
                        length);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("an address has four or sixteen octets", e);
            }
        }

        /** Whether it has all addresses of another one. */
        public boolean holds(Prefix other) {
            byte[] a = address.getAddress();
            byte[] b = other.address.getAddress();
            if (a.length != b.length || length > other.length) {
                return false;
            }
            for (int bit = 0; bit < length; bit++) {
                if (((a[bit / 8] ^ b[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }

        public String text() {
            return AddressText.of(address) + "/" + length;
        }
    }

    /** A range of ports, both ends included. */
    public record Ports(int first, int last) {
        /** Whether it has all ports of another one. */
        public boolean holds(Ports other) {
            return first <= other.first && other.last <= last;
        }

        /** One number, or the first and the last. */
        public String text() {
            return first == last ? String.valueOf(first) : first + "-" + last;
        }
    }
}
