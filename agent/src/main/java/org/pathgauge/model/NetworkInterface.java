package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An interface of the agent's network namespace as the kernel shows it, watched or not; names are those of RFC 8343 and
 * IF-MIB.
 *
 * @param ifIndex the kernel's interface index
 * @param name kernel name
 * @param alias what an operator called it ({@code ip link set alias}); empty when nothing
 * @param kind what it is
 * @param enabled administratively up
 * @param status operational state (RFC 2863 section 3.1.14)
 * @param lastChange when it entered that state; empty when before the agent started
 * @param address physical address; empty when it has none
 * @param mtu largest packet, octets
 * @param speed bits a second, of one direction; empty when the driver does not know
 * @param higher indexes of the interfaces above it, rising
 * @param lower indexes of the interfaces below it, rising
 * @param promiscuous whether it takes every packet of its medium, whoever asked for that
 * @param connector whether it has a plug: hardware is behind it, or what the hypervisor shows as such
 * @param discontinuity when it appeared, a counter of it went back, or the agent started
 * @param in received
 * @param out sent
 */
public record NetworkInterface(
        int ifIndex,
        String name,
        String alias,
        Kind kind,
        boolean enabled,
        Status status,
        Optional<Instant> lastChange,
        Optional<MacAddress> address,
        long mtu,
        OptionalLong speed,
        List<Integer> higher,
        List<Integer> lower,
        boolean promiscuous,
        boolean connector,
        Instant discontinuity,
        In in,
        Out out) {

    public NetworkInterface {
        higher = List.copyOf(higher);
        lower = List.copyOf(lower);
    }

    /** Kinds of interfaces, with their names and numbers in IANA's registry ifType. */
    public enum Kind {
        OTHER("other", 1),
        ETHERNET("ethernetCsmacd", 6),
        PPP("ppp", 23),
        LOOPBACK("softwareLoopback", 24),
        VIRTUAL("propVirtual", 53),
        TUNNEL("tunnel", 131),
        VLAN("l2vlan", 135),
        AGGREGATE("ieee8023adLag", 161),
        INFINIBAND("infiniband", 199),
        BRIDGE("bridge", 209);

        private final String ianaName;
        private final int number;

        Kind(String ianaName, int number) {
            this.ianaName = ianaName;
            this.number = number;
        }

        /** The identity of iana-if-type. */
        public String ianaName() {
            return ianaName;
        }

        /** The value of IANAifType-MIB. */
        public int number() {
            return number;
        }
    }

    /** Operational states, in the order and with the numbers of IF-MIB. */
    public enum Status {
        UP("up"),
        DOWN("down"),
        TESTING("testing"),
        UNKNOWN("unknown"),
        DORMANT("dormant"),
        NOT_PRESENT("not-present"),
        LOWER_LAYER_DOWN("lower-layer-down");

        private final String yangName;

        Status(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }

        /** The value of IF-MIB. */
        public int number() {
            return ordinal() + 1;
        }
    }

    /** A physical address. */
    public record MacAddress(List<Byte> octets) {
        public MacAddress {
            octets = List.copyOf(octets);
        }

        /** Pairs of hexadecimal digits with colons (RFC 6991 phys-address). */
        @Override
        public String toString() {
            return String.join(
                    ":", octets.stream().map(o -> String.format("%02x", o)).toList());
        }
    }

    /**
     * What was received.
     *
     * @param octets with the framing that the driver counts
     * @param unicast packets to one receiver, or to all: the kernel does not tell them apart
     * @param multicast packets to a group
     * @param discards packets dropped without a fault of theirs
     * @param errors packets with a fault
     */
    public record In(long octets, long unicast, long multicast, long discards, long errors) {}

    /**
     * What was sent.
     *
     * @param octets with the framing that the driver counts
     * @param packets to whomever: the kernel does not tell them apart
     * @param discards packets dropped without a fault of theirs
     * @param errors packets that could not be sent
     */
    public record Out(long octets, long packets, long discards, long errors) {}
}
