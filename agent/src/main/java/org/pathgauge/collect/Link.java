package org.pathgauge.collect;

import java.util.Set;

/**
 * A network interface as the kernel lists it.
 *
 * @param ifIndex kernel index
 * @param name kernel name
 * @param type ARPHRD_ type of linux/if_arp.h
 * @param up administratively up (IFF_UP)
 * @param below index of the interface that this one takes its packets from, as a VLAN does; 0: none
 * @param above index of the interface that gets this one's packets, as a bridge does; 0: none
 * @param kind what made it: {@code veth}, {@code bridge}, {@code tun} ...; empty for hardware and the loopback
 */
record Link(int ifIndex, String name, int type, boolean up, int below, int above, String kind) {
    /** Kinds whose IFLA_LINK names the interface below. Of a veth it is the other end, of a tunnel the outer way. */
    static final Set<String> STACKED = Set.of("vlan", "macvlan", "ipvlan", "macsec");

    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;

    boolean ethernet() {
        return type == ARPHRD_ETHER;
    }

    /** Whether packets begin with an Ethernet header; the loopback's do. */
    boolean ethernetHeader() {
        return type == ARPHRD_ETHER || type == ARPHRD_LOOPBACK;
    }

    /** Whether a driver of real (or emulated) hardware is behind it. */
    boolean physical() {
        return ethernet() && kind.isEmpty();
    }
}
