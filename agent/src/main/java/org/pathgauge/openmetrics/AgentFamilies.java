package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.pathgauge.model.Health;
import org.pathgauge.model.Snapshot;

/** The families of the agent itself and of the exporter. */
final class AgentFamilies {
    private static final String AGENT = "pathgauge_agent_";
    private static final String EXPORTER = "pathgauge_exporter_";

    static final List<Family> ALL = List.of(
            Family.info(
                    "pathgauge_build",
                    "The agent's version and the Java runtime under it.",
                    s -> List.of(Labels.of(
                            "version", s.exporter().version(),
                            "java", s.exporter().java()))),
            Family.counter(
                    AGENT + "snapshots",
                    "Number of the snapshot that all samples of this page are of, one a second since the start; SNMP,"
                            + " NETCONF and the command line show the same numbers.",
                    (s, counts) -> counts.add(
                            Labels.EMPTY, s.snapshot().number(), s.snapshot().started())),
            timestamp("snapshot", "Wall clock of the snapshot.", s -> Units.timestamp(s.time())),
            timestamp("start", "Wall clock when the agent started.", s -> Units.timestamp(s.started())),
            Family.gauge(
                    AGENT + "probes",
                    "Configured probes.",
                    (s, points) ->
                            points.add(Labels.EMPTY, s.snapshot().probes().size())),
            Family.gauge(
                    AGENT + "configured_packets_per_second",
                    "Probe packets a second that the configuration asks for.",
                    (s, points) ->
                            points.add(Labels.EMPTY, s.snapshot().health().probesPerSecond())),
            counter("sent", Units.PACKETS, "Probe packets handed to the kernel.", Health::packetsSent),
            counter("send_error", Units.PACKETS, "Probe packets that the kernel refused.", Health::sendErrors),
            Family.gauge(
                    AGENT + "send_delay_max",
                    Units.SECONDS,
                    "How late the worst packet of the last tick was sent; no measured delay contains it.",
                    (s, points) -> points.add(
                            Labels.EMPTY, Units.seconds(s.snapshot().health().sendDelayMaxNanos()))),
            counter("lost", Units.SAMPLES, "Raw samples that the full ring buffer lost.", Health::samplesLost),
            counter(
                    "uncounted_icmp_error",
                    Units.PACKETS,
                    "ICMP errors that the full map could not count.",
                    Health::icmpErrorsLost),
            counter(
                    "bank_overrun",
                    Units.PACKETS,
                    "Replies that fell into a slot not yet harvested.",
                    Health::bankOverruns),
            Family.counter(
                    AGENT + "uncounted_delays",
                    "Delays that the full histogram of a slot did not count; such a window has no percentiles.",
                    (s, counts) -> counts.add(
                            Labels.EMPTY,
                            s.snapshot().health().histogramFull(),
                            s.snapshot().started())),
            counter(
                    "history_lost",
                    Units.SLOTS,
                    "Complete slots that could not be written to the history on disk.",
                    h -> h.history().slotsLost()),
            counter(
                    "history_damaged",
                    Units.BYTES,
                    "Octets of the history's files that could not be read since the agent started.",
                    h -> h.history().damagedBytes()),
            own("pages", "Pages that the exporter has written in full.", Counters::pages),
            own(
                    "refused_scrapes",
                    "Scrapes refused because too many pages were being written at once.",
                    Counters::refused),
            own("failed_logins", "Requests with a name and password that do not match.", Counters::failedLogins));

    private AgentFamilies() {}

    private static Family timestamp(String name, String help, ToDoubleFunction<Snapshot> value) {
        return Family.gauge(
                AGENT + name + "_timestamp",
                Units.SECONDS,
                help,
                (s, points) -> points.add(Labels.EMPTY, value.applyAsDouble(s.snapshot())));
    }

    private static Family counter(String name, Unit unit, String help, ToDoubleFunction<Health> value) {
        return Family.counter(
                AGENT + name,
                unit,
                help,
                (s, counts) -> counts.add(
                        Labels.EMPTY,
                        value.applyAsDouble(s.snapshot().health()),
                        s.snapshot().started()));
    }

    private static Family own(String name, String help, Function<Counters, LongAdder> value) {
        return Family.counter(
                EXPORTER + name,
                help,
                (s, counts) -> counts.add(
                        Labels.EMPTY,
                        value.apply(s.exporter().counters()).sum(),
                        s.snapshot().started()));
    }
}
