package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.function.ToLongFunction;
import org.pathgauge.model.InterfaceDrops;

/** The families of watched interfaces, with the label {@code interface}. */
final class InterfaceFamilies {
    private static final String PREFIX = "pathgauge_interface";

    static final List<Family> ALL = List.of(
            Family.info(
                    PREFIX,
                    "A watched interface: its index, the hook wanted and the hook in force, empty when nothing could be"
                            + " attached.",
                    s -> s.snapshot().interfaces().stream()
                            .map(i -> Labels.of(
                                    "interface", i.name(),
                                    "if_index", Integer.toString(i.ifIndex()),
                                    "configured_hook", i.configuredHook().yangName(),
                                    "hook",
                                            i.hook()
                                                    .map(InterfaceDrops.Hook::yangName)
                                                    .orElse("")))
                            .toList()),
            Family.info(
                    PREFIX + "_problem",
                    "One sentence on what could not be done on the interface; absent when all is well.",
                    s -> s.snapshot().interfaces().stream()
                            .filter(i -> !i.problem().isEmpty())
                            .map(i -> label(i).add("problem", i.problem()))
                            .toList()),
            Family.gauge(
                    PREFIX + "_discontinuity_timestamp",
                    Units.SECONDS,
                    "When the counters of the interface began; a newer value means that they started again.",
                    (s, points) -> s.snapshot()
                            .interfaces()
                            .forEach(i -> points.add(label(i), Units.timestamp(i.discontinuity())))),
            Family.counter(
                    PREFIX + "_ingress",
                    Units.PACKETS,
                    "Packets at the ingress hook by verdict (drop or pass) and reason.",
                    (s, counts) -> ingress(s, counts, InterfaceDrops.Count::packets)),
            Family.counter(
                    PREFIX + "_ingress",
                    Units.BYTES,
                    "Octets of the packets at the ingress hook by verdict (drop or pass) and reason.",
                    (s, counts) -> ingress(s, counts, InterfaceDrops.Count::octets)),
            egress("stamped", "Probe packets stamped at tc egress.", InterfaceDrops::stamped),
            egress("forged", "Packets at tc egress that posed as probes of ours.", InterfaceDrops::egressForged),
            egress(
                    "unknown",
                    "Packets at tc egress that are probes of ours and belong to no configured probe.",
                    InterfaceDrops::egressUnknown));

    private InterfaceFamilies() {}

    private static Labels label(InterfaceDrops drops) {
        return Labels.of("interface", drops.name());
    }

    private static void ingress(Scrape scrape, Family.Counts counts, ToLongFunction<InterfaceDrops.Count> value) {
        for (InterfaceDrops drops : scrape.snapshot().interfaces()) {
            for (InterfaceDrops.Count count : drops.ingress()) {
                Labels labels = Labels.of(
                        "interface", drops.name(),
                        "verdict", count.verdict().drop() ? "drop" : "pass",
                        "reason", count.verdict().reason());
                counts.add(labels, value.applyAsLong(count), drops.discontinuity());
            }
        }
    }

    private static Family egress(String name, String help, ToLongFunction<InterfaceDrops> value) {
        return Family.counter(
                PREFIX + "_egress_" + name,
                Units.PACKETS,
                help,
                (s, counts) -> s.snapshot()
                        .interfaces()
                        .forEach(i -> counts.add(label(i), value.applyAsLong(i), i.discontinuity())));
    }
}
