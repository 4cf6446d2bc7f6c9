package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ingress and egress programs of one watched interface counted.
 *
 * @param ifIndex the kernel's interface index, as in IF-MIB
 * @param name kernel name
 * @param configuredHook wanted hook
 * @param hook hook in force; empty when nothing could be attached
 * @param problem one sentence on what could not be done; empty when all is well
 * @param discontinuity when counting began
 * @param ingress packets and octets by verdict; one entry per {@link Verdict}, in its order
 * @param stamped probes stamped at egress
 * @param egressForged packets that posed as probes of ours at egress
 * @param egressUnknown probes of ours at egress that no configured probe owns
 */
public record InterfaceDrops(
        int ifIndex,
        String name,
        IngressHook configuredHook,
        Optional<Hook> hook,
        String problem,
        Instant discontinuity,
        List<Count> ingress,
        long stamped,
        long egressForged,
        long egressUnknown) {

    /** Where a program really sits. */
    public enum Hook {
        XDP_NATIVE("xdp-native"),
        XDP_GENERIC("xdp-generic"),
        TCX("tcx"),
        CLSACT("clsact");

        private final String yangName;

        Hook(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }

    /** Packets and octets with one verdict. */
    public record Count(Verdict verdict, long packets, long octets) {}

    public InterfaceDrops {
        ingress = List.copyOf(ingress);
    }

    public Count count(Verdict verdict) {
        return ingress.get(verdict.ordinal());
    }

    public long droppedPackets() {
        return ingress.stream()
                .filter(c -> c.verdict().drop())
                .mapToLong(Count::packets)
                .sum();
    }

    public long droppedOctets() {
        return ingress.stream()
                .filter(c -> c.verdict().drop())
                .mapToLong(Count::octets)
                .sum();
    }

    public long passedPackets() {
        return ingress.stream()
                .filter(c -> !c.verdict().drop())
                .mapToLong(Count::packets)
                .sum();
    }

    public long passedOctets() {
        return ingress.stream()
                .filter(c -> !c.verdict().drop())
                .mapToLong(Count::octets)
                .sum();
    }
}
