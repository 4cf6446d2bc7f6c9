package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.KernelDrops.Link;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Queue;
import org.pathgauge.model.KernelDrops.Window;

/**
 * The families of drops, with the label {@code interface}: of all interfaces of the agent's network namespace, of
 * {@code :none} and {@code :elsewhere}.
 */
final class DropFamilies {
    private static final String DROP = "pathgauge_kernel_drop";

    /** When they began to count, kernel and driver do not tell: such counters have no time of creation. */
    private static final Instant UNKNOWN = Instant.EPOCH;

    static final List<Family> ALL = List.of(
            Family.gauge(
                    DROP + "_running",
                    "Whether drops by the kernel are watched.",
                    (s, points) -> points.add(Labels.EMPTY, drops(s).running() ? 1 : 0)),
            Family.info(
                    DROP + "_problem",
                    "What could not be done; absent when all is well.",
                    s -> drops(s).problem().isEmpty() ? List.of() : List.of(Labels.of("problem", drops(s).problem()))),
            Family.counter(
                    DROP + "_missed",
                    Units.PACKETS,
                    "Drops that nobody counted, because one happened while another one was being counted on the same"
                            + " CPU.",
                    (s, counts) -> counts.add(
                            Labels.EMPTY, drops(s).missed(), s.snapshot().started())),
            Family.info(
                    DROP + "_interface",
                    "An interface whose drops are counted, and its index.",
                    s -> all(s).map(i -> label(i).add("if_index", Integer.toString(i.ifIndex())))
                            .toList()),
            Family.gauge(
                    DROP + "_discontinuity_timestamp",
                    Units.SECONDS,
                    "The latest time at which a counter of the interface began again.",
                    (s, points) -> all(s).forEach(i -> points.add(label(i), Units.timestamp(i.discontinuity())))),
            Family.counter(
                    DROP,
                    Units.PACKETS,
                    "Packets that the kernel dropped, by reason; a benign one a healthy host has too.",
                    (s, counts) -> all(s).forEach(i -> i.reasons()
                            .forEach(r -> counts.add(
                                    Labels.of(
                                            "interface", i.name(),
                                            "reason", r.name(),
                                            "benign", Boolean.toString(r.benign())),
                                    r.packets(),
                                    i.discontinuity())))),
            Family.counter(
                    "pathgauge_kernel_xdp_exception",
                    Units.PACKETS,
                    "Packets that XDP programs, whoever's, failed with, by the action they wanted.",
                    (s, counts) -> all(s).forEach(i -> i.xdpExceptions()
                            .forEach(e -> counts.add(
                                    Labels.of(
                                            "interface",
                                            i.name(),
                                            "action",
                                            e.action().yangName()),
                                    e.packets(),
                                    i.discontinuity())))),
            window("", "Packets dropped for reasons that are not benign, in the newest window.", Window::dropped),
            window("_benign", "Packets dropped for benign reasons, in the newest window.", Window::benign),
            windowTime("start", "First instant of the window.", Window::start),
            windowTime("end", "First instant after the window.", Window::end),
            link("receive_error", "Bad packets received.", Link::rxErrors),
            link("transmit_error", "Packets that could not be sent.", Link::txErrors),
            link(
                    "receive_drop",
                    "Packets received and dropped by driver or kernel, for want of room or of a handler.",
                    Link::rxDropped),
            link("transmit_drop", "Packets dropped on their way out.", Link::txDropped),
            link("receive_missed", "Packets that the device had no room for.", Link::rxMissed),
            link("receive_nohandler", "Packets that nobody on the host wanted.", Link::rxNoHandler),
            Family.info(
                    "pathgauge_queue",
                    "The root queueing discipline of an interface.",
                    s -> all(s).flatMap(i -> i.queue().map(q -> label(i).add("kind", q.kind())).stream())
                            .toList()),
            queue("drop", Units.PACKETS, "Packets that the queueing discipline dropped.", Queue::dropped),
            Family.counter(
                    "pathgauge_queue_over_limits",
                    "How often a limit of the queueing discipline was met.",
                    (s, counts) -> all(s).forEach(
                                    i -> i.queue().ifPresent(q -> counts.add(label(i), q.overLimits(), UNKNOWN)))),
            queue("requeue", Units.PACKETS, "Packets put back into the queue.", Queue::requeues),
            backlog(Units.PACKETS, "Packets waiting in the queue now.", Queue::backlogPackets),
            backlog(Units.BYTES, "Octets waiting in the queue now.", Queue::backlogOctets),
            Family.counter(
                    "pathgauge_driver_statistic",
                    "What the driver itself counts of drops, errors and XDP, by its own name, with a star in place of"
                            + " the number of a queue.",
                    (s, counts) -> all(s).forEach(i -> i.driver()
                            .forEach(d -> counts.add(
                                    Labels.of("interface", i.name(), "statistic", d.name()), d.value(), UNKNOWN)))));

    private DropFamilies() {}

    private static KernelDrops drops(Scrape scrape) {
        return scrape.snapshot().traffic().drops();
    }

    private static Stream<OfInterface> all(Scrape scrape) {
        return drops(scrape).interfaces().stream();
    }

    private static Labels label(OfInterface of) {
        return Labels.of("interface", of.name());
    }

    private static Labels labels(OfInterface of, Window window) {
        return label(of).add("window", window.length().label());
    }

    private static Family window(String kind, String help, ToLongFunction<Window> value) {
        return Family.gauge(
                DROP + "_window" + kind,
                Units.PACKETS,
                help,
                (s, points) ->
                        all(s).forEach(i -> i.windows().forEach(w -> points.add(labels(i, w), value.applyAsLong(w)))));
    }

    private static Family windowTime(String which, String help, Function<Window, Instant> value) {
        return Family.gauge(
                DROP + "_window_" + which + "_timestamp",
                Units.SECONDS,
                help,
                (s, points) -> all(s).forEach(i ->
                        i.windows().forEach(w -> points.add(labels(i, w), Units.timestamp(value.apply(w))))));
    }

    private static Family link(String kind, String help, ToLongFunction<Link> value) {
        return Family.counter(
                "pathgauge_link_" + kind,
                Units.PACKETS,
                help,
                (s, counts) -> all(s).forEach(
                                i -> i.link().ifPresent(l -> counts.add(label(i), value.applyAsLong(l), UNKNOWN))));
    }

    private static Family queue(String kind, Unit unit, String help, ToLongFunction<Queue> value) {
        return Family.counter(
                "pathgauge_queue_" + kind,
                unit,
                help,
                (s, counts) -> all(s).forEach(
                                i -> i.queue().ifPresent(q -> counts.add(label(i), value.applyAsLong(q), UNKNOWN))));
    }

    private static Family backlog(Unit unit, String help, ToLongFunction<Queue> value) {
        return Family.gauge(
                "pathgauge_queue_backlog",
                unit,
                help,
                (s, points) ->
                        all(s).forEach(i -> i.queue().ifPresent(q -> points.add(label(i), value.applyAsLong(q)))));
    }
}
