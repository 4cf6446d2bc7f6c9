package org.pathgauge.netconf;

import java.util.Optional;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.Snapshot;

/** How the interfaces of the host look in YANG: ietf-interfaces (RFC 8343), and our drops beside its counters. */
final class InterfaceShapes {
    static final String NS = "urn:ietf:params:xml:ns:yang:ietf-interfaces";

    private static final String OURS = "urn:pathgauge:yang:pathgauge-interfaces";
    private static final String TYPES = "urn:ietf:params:xml:ns:yang:iana-if-type";

    /** An interface within its snapshot. */
    private record Shown(Snapshot snapshot, NetworkInterface of) {
        private Optional<Object> droppedByProgram() {
            return snapshot.interfaces().stream()
                    .filter(i -> i.ifIndex() == of.ifIndex())
                    .findFirst()
                    .map(InterfaceDrops::droppedPackets);
        }

        private Optional<Object> droppedByKernel() {
            return snapshot.traffic().drops().interfaces().stream()
                    .filter(i -> i.ifIndex() == of.ifIndex())
                    .findFirst()
                    .map(KernelDrops.OfInterface::dropped);
        }
    }

    private InterfaceShapes() {}

    /** The content of the container interfaces. */
    static Shape<Snapshot> interfaces() {
        return Shape.<Snapshot>in(NS)
                .list(
                        "interface",
                        "name",
                        shown(),
                        s -> () -> s.hostInterfaces().stream()
                                .map(i -> new Shown(s, i))
                                .iterator(),
                        (s, name) -> s.hostInterfaces().stream()
                                .filter(i -> i.name().equals(name))
                                .findFirst()
                                .map(i -> new Shown(s, i)));
    }

    private static Shape<Shown> shown() {
        var statistics = Shape.<Shown>in(NS)
                .leaf("discontinuity-time", i -> i.of.discontinuity())
                .leaf("in-octets", i -> i.of.in().octets())
                .leaf("in-unicast-pkts", i -> i.of.in().unicast())
                .leaf("in-multicast-pkts", i -> i.of.in().multicast())
                .leaf("in-discards", i -> counter32(i.of.in().discards()))
                .leaf("in-errors", i -> counter32(i.of.in().errors()))
                .leaf("out-octets", i -> i.of.out().octets())
                .leaf("out-unicast-pkts", i -> i.of.out().packets())
                .leaf("out-discards", i -> counter32(i.of.out().discards()))
                .leaf("out-errors", i -> counter32(i.of.out().errors()))
                .leaf(OURS, "ingress-program-dropped-packets", Shown::droppedByProgram)
                .leaf(OURS, "kernel-dropped-packets", Shown::droppedByKernel);
        return Shape.<Shown>in(NS)
                .leaf("name", i -> i.of.name())
                .leaf("description", i -> PathGaugeState.unlessEmpty(i.of.alias()))
                .leaf("type", i -> new Name(TYPES, i.of.kind().ianaName()))
                .leaf("enabled", i -> i.of.enabled())
                .leaf("admin-status", i -> i.of.enabled() ? "up" : "down")
                .leaf("oper-status", i -> i.of.status().yangName())
                .leaf("last-change", i -> i.of.lastChange())
                .leaf("if-index", i -> i.of.ifIndex())
                .leaf("phys-address", i -> i.of.address())
                .leafList("higher-layer-if", i -> names(i, i.of.higher()))
                .leafList("lower-layer-if", i -> names(i, i.of.lower()))
                .leaf("speed", i -> i.of.speed())
                .container("statistics", statistics, i -> i);
    }

    private static Iterable<String> names(Shown shown, Iterable<Integer> indexes) {
        var names = new java.util.ArrayList<String>();
        indexes.forEach(index -> shown.snapshot().hostInterfaces().stream()
                .filter(i -> i.ifIndex() == index)
                .map(NetworkInterface::name)
                .forEach(names::add));
        return names;
    }

    /** RFC 8343 has these in 32 bits, which wrap. */
    private static long counter32(long value) {
        return value & 0xffff_ffffL;
    }
}
