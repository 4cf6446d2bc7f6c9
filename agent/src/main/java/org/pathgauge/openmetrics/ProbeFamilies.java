package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;

/** The families of probes: what they are, what they do, and everything counted since their discontinuity time. */
final class ProbeFamilies {
    private static final String PREFIX = "pathgauge_probe";
    private static final String[] STATES =
            Arrays.stream(ProbeState.values()).map(ProbeState::yangName).toArray(String[]::new);

    static final List<Family> ALL = List.of(
            Family.info(
                    PREFIX,
                    "A probe: its index in PATHGAUGE-MIB, type, target as configured, and address probed now.",
                    s -> s.probes().stream().map(ProbeFamilies::identity).toList()),
            Family.stateSet(
                    PREFIX + "_state", "What the probe is doing; exactly one state is 1.", ProbeFamilies::states),
            Family.info(
                    PREFIX + "_state_reason",
                    "One sentence on why the probe is in its state; absent when there is nothing to say.",
                    ProbeFamilies::reasons),
            config("interval", "Time between two packets.", p -> p.interval().toNanos()),
            config(
                    "timeout",
                    "Time after which a reply is late and its packet lost.",
                    p -> p.timeout().toNanos()),
            Family.gauge(
                    PREFIX + "_discontinuity_timestamp",
                    Units.SECONDS,
                    "When the counters of the probe began; a newer value means that they started again.",
                    (s, points) ->
                            s.eachProbe(points, p -> Units.timestamp(p.totals().discontinuity()))),
            packets("sent", "Packets stamped at tc egress.", ProbeTotals::sent),
            packets("received", "Replies within the timeout, taken at the ingress hook.", ProbeTotals::received),
            packets("late", "Replies after the timeout; their packets are lost.", ProbeTotals::late),
            packets("duplicate", "Further replies to answered packets (RFC 5560).", ProbeTotals::duplicates),
            packets("corrupt", "Replies with a wrong checksum or length.", ProbeTotals::corrupt),
            packets("forged", "Replies with a wrong token or source address.", ProbeTotals::forged),
            packets("stale", "Authentic replies whose stamp was gone already.", ProbeTotals::stale),
            packets("refused", "RSTs for the SYNs of a tcp-syn probe: the port is closed.", ProbeTotals::refused),
            packets(
                    "reordered",
                    "Replies overtaken by the reply to a later packet (RFC 4737).",
                    ProbeTotals::reordered),
            packets("unsent", "Packets due that the host could not send; neither sent nor lost.", ProbeTotals::unsent),
            packets("icmp_error", "ICMP errors that quote a packet of the probe.", ProbeTotals::icmpErrors),
            Family.counter(
                    PREFIX + "_lost",
                    Units.SAMPLES,
                    "Raw samples of all probes that did not fit into the ring buffer; no other counter is affected.",
                    (s, counts) -> s.eachProbe(counts, p -> p.totals().samplesLost())),
            Family.counter(
                    PREFIX + "_received_rtt",
                    Units.SECONDS,
                    "Sum of the round-trip times of all received packets, up to the newest.",
                    (s, counts) ->
                            s.eachProbe(counts, p -> Units.seconds(p.totals().rttSumNanos()))),
            Family.counter(
                    PREFIX + "_received_rtt",
                    Units.SQUARE_SECONDS,
                    "Sum of the squared round-trip times of all received packets, in seconds squared.",
                    (s, counts) -> s.eachProbe(
                            counts, p -> Units.squareSeconds(p.totals().rttSumSquaresMicros2()))),
            Family.gauge(
                    PREFIX + "_last_rtt",
                    Units.SECONDS,
                    "Round-trip time of the newest reply (RFC 2681): its time at the ingress hook less the request's at"
                            + " tc egress; absent before the first.",
                    (s, points) ->
                            s.eachProbe(points, p -> Units.seconds(p.totals().lastRttNanos()))),
            Family.gauge(
                    PREFIX + "_rfc3550_jitter",
                    Units.SECONDS,
                    "Interarrival jitter of RFC 3550 A.8 applied to round-trip times, now; absent before the second"
                            + " reply.",
                    (s, points) ->
                            s.eachProbe(points, p -> Units.seconds(p.totals().jitterNanos()))),
            Family.histogram(
                    PREFIX + "_rtt",
                    Units.SECONDS,
                    "Round-trip times (RFC 2681: ingress hook less tc egress) of all complete ten-second slots since the"
                            + " discontinuity time.",
                    s -> histograms(
                            s,
                            p -> Histograms.point(
                                    p.windows().rttTotal(),
                                    p.windows().rttTotalSumNanos(),
                                    p.totals().discontinuity()))),
            Family.histogram(
                    PREFIX + "_ipdv_abs",
                    Units.SECONDS,
                    "Absolute differences of the round-trip times of consecutive packets (RFC 3393) of all complete"
                            + " ten-second slots since the discontinuity time.",
                    s -> histograms(
                            s,
                            p -> Histograms.point(
                                    p.windows().ipdvTotal(),
                                    p.windows().ipdvTotalSumNanos(),
                                    p.totals().discontinuity()))),
            Family.counter(
                    PREFIX + "_icmp_error_kind",
                    Units.PACKETS,
                    "ICMP errors that quote a packet of the probe, by the hop that sent them, type and code.",
                    (s, counts) -> errors(
                            s,
                            (labels, error, probe) -> counts.add(
                                    labels, error.count(), probe.totals().discontinuity()))),
            Family.gauge(
                    PREFIX + "_icmp_error_kind_last_timestamp",
                    Units.SECONDS,
                    "When the newest such ICMP error arrived.",
                    (s, points) ->
                            errors(s, (labels, error, probe) -> points.add(labels, Units.timestamp(error.last())))));

    private ProbeFamilies() {}

    private static Family config(String name, String help, ToLongFunction<Probe> nanos) {
        return Family.gauge(
                PREFIX + "_" + name,
                Units.SECONDS,
                help,
                (s, points) -> s.eachProbe(points, p -> Units.seconds(nanos.applyAsLong(p.probe()))));
    }

    private static Family packets(String name, String help, ToLongFunction<ProbeTotals> value) {
        return Family.counter(
                PREFIX + "_" + name,
                Units.PACKETS,
                help,
                (s, counts) -> s.eachProbe(counts, p -> value.applyAsLong(p.totals())));
    }

    private static Labels identity(ProbeStats stats) {
        Probe probe = stats.probe();
        return Labels.of(
                "probe", probe.name(),
                "index", Integer.toString(probe.index()),
                "type", probe.type().yangName(),
                "target", probe.target(),
                "address", stats.address().map(AddressText::of).orElse(""));
    }

    private static List<StateSetDataPointSnapshot> states(Scrape scrape) {
        return IntStream.range(0, scrape.probes().size())
                .mapToObj(i -> {
                    boolean[] values = new boolean[STATES.length];
                    values[scrape.probes().get(i).state().ordinal()] = true;
                    return new StateSetDataPointSnapshot(STATES, values, scrape.label(i));
                })
                .toList();
    }

    private static List<Labels> reasons(Scrape scrape) {
        return IntStream.range(0, scrape.probes().size())
                .filter(i -> !scrape.probes().get(i).stateReason().isEmpty())
                .mapToObj(i ->
                        scrape.label(i).add("reason", scrape.probes().get(i).stateReason()))
                .toList();
    }

    private static List<HistogramDataPointSnapshot> histograms(
            Scrape scrape, Function<ProbeStats, Function<Labels, HistogramDataPointSnapshot>> point) {
        List<HistogramDataPointSnapshot> points =
                new ArrayList<>(scrape.probes().size());
        for (int i = 0; i < scrape.probes().size(); i++) {
            points.add(point.apply(scrape.probes().get(i)).apply(scrape.label(i)));
        }
        return points;
    }

    private interface Errors {
        void add(Labels labels, IcmpError error, ProbeStats probe);
    }

    private static void errors(Scrape scrape, Errors errors) {
        for (int i = 0; i < scrape.probes().size(); i++) {
            ProbeStats probe = scrape.probes().get(i);
            for (IcmpError error : probe.icmpErrors()) {
                Labels labels = Labels.of(
                        "probe", probe.probe().name(),
                        "sender", AddressText.of(error.sender()),
                        "type", Integer.toString(error.type()),
                        "code", Integer.toString(error.code()));
                errors.add(labels, error, probe);
            }
        }
    }
}
