package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Window.Percentile;
import org.pathgauge.model.WindowLength;

/**
 * The families of TCP as it passes, with the labels of a row: direction, peer, prefix_length, port and namespace. A
 * remainder has its direction only. There are never more label sets than the table has rows.
 */
final class TcpFamilies {
    private static final String PREFIX = "pathgauge_tcp";

    /** The families, in the order of the page. */
    static final List<Family> ALL;

    static {
        TcpFamilies made = new TcpFamilies();
        made.state();
        made.rows();
        made.totals();
        made.windows();
        ALL = List.copyOf(made.families);
    }

    private final List<Family> families = new ArrayList<>();

    private TcpFamilies() {}

    private void state() {
        families.add(Family.gauge(
                PREFIX + "_running",
                "Whether the TCP of this host is measured: 1 while the kernel programs are attached.",
                (s, points) -> points.add(Labels.EMPTY, tcp(s).running() ? 1 : 0)));
        families.add(Family.info(
                PREFIX + "_problem",
                "One sentence on what could not be done; absent when all is well.",
                s -> tcp(s).problem().isEmpty() ? List.of() : List.of(Labels.of("problem", tcp(s).problem()))));
        families.add(Family.gauge(
                PREFIX + "_discontinuity_timestamp",
                Units.SECONDS,
                "When counting began; a newer value means that the counters started again.",
                (s, points) ->
                        tcp(s).countingSince().ifPresent(since -> points.add(Labels.EMPTY, Units.timestamp(since)))));
        families.add(Family.counter(
                PREFIX + "_evicted_rows",
                "Rows that the bounded table gave up for others; what they had counted is in the remainders.",
                (s, counts) -> counts.add(Labels.EMPTY, tcp(s).evicted(), tcp(s).discontinuity())));
        families.add(Family.counter(
                PREFIX + "_without_row_events",
                "Events that found all rows taken and are counted in the remainders.",
                (s, counts) -> counts.add(Labels.EMPTY, tcp(s).withoutRow(), tcp(s).discontinuity())));
        families.add(Family.counter(
                PREFIX + "_missed_events",
                "Events that no row counted, for want of kernel memory.",
                (s, counts) -> counts.add(Labels.EMPTY, tcp(s).missed(), tcp(s).discontinuity())));
    }

    private void rows() {
        families.add(Family.info(
                PREFIX + "_peer",
                "A row: the connections of one remote peer and service, and the row's index in PATHGAUGE-MIB.",
                s -> tcp(s).peers().stream()
                        .map(p -> labels(p).add("index", Integer.toString(p.index())))
                        .toList()));
        families.add(Family.info(
                PREFIX + "_owner",
                "The process of the local socket of the newest connection, and its systemd unit or container.",
                s -> tcp(s).peers().stream()
                        .flatMap(p -> p.owner().map(o -> owner(labels(p), o)).stream())
                        .toList()));
        families.add(Family.gauge(
                PREFIX + "_peer_discontinuity_timestamp",
                Units.SECONDS,
                "When the counters of the row began.",
                (s, points) -> each(s, p -> points.add(labels(p), Units.timestamp(p.discontinuity())))));
        families.add(Family.gauge(
                PREFIX + "_active_connections",
                "Connections that are established now.",
                (s, points) -> each(s, p -> points.add(labels(p), p.active()))));
    }

    private void totals() {
        connections("opened", "Connections that were established.", TcpCounters::opened);
        connections("failed", "Attempts that ended without an answer or by an ICMP error.", TcpCounters::failed);
        connections("refused", "Attempts that a RST answered (RFC 9293).", TcpCounters::refused);
        connections("reset", "Established connections that a RST of either side ended.", TcpCounters::reset);
        connections("closed", "Established connections that have ended, whatever the way.", TcpCounters::closed);
        counted("received", Units.BYTES, "Payload received in order.", TcpCounters::octetsIn);
        counted("acknowledged", Units.BYTES, "Payload that the peer acknowledged.", TcpCounters::octetsOut);
        counted("sent", Units.SEGMENTS, "Segments sent, retransmissions included.", TcpCounters::segmentsOut);
        counted("retransmitted", Units.SEGMENTS, "Segments sent again.", TcpCounters::retransmitted);
        delay("rtt_min", "Least round-trip time that the kernel saw; absent when none.", TcpCounters::rttMinNanos);
        delay(
                "srtt",
                "The newest smoothed round-trip time (RFC 6298): an estimate of the transport, biased by delayed"
                        + " acknowledgements.",
                TcpCounters::srttNanos);
        histogram("connect", "Times from SYN to ESTABLISHED of outbound connections.", TcpCounters::connect);
        histogram("rtt", "Round-trip times sampled as acknowledgements arrive.", TcpCounters::rtt);
        histogram("session", "Times from ESTABLISHED to CLOSE of connections that have ended.", TcpCounters::session);
    }

    private void connections(String name, String help, ToLongFunction<TcpCounters> value) {
        families.add(Family.counter(
                PREFIX + "_connections_" + name,
                help,
                (s, counts) -> each(s, p -> counts.add(labels(p), value.applyAsLong(p.totals()), p.discontinuity()))));
        gauge("connections_" + name, Optional.empty(), help, w -> value.applyAsLong(w.counters()));
    }

    private void counted(String name, Unit unit, String help, ToLongFunction<TcpCounters> value) {
        families.add(Family.counter(
                PREFIX + "_" + name,
                unit,
                help,
                (s, counts) -> each(s, p -> counts.add(labels(p), value.applyAsLong(p.totals()), p.discontinuity()))));
        gauge(name, Optional.of(unit), help, w -> value.applyAsLong(w.counters()));
    }

    private void delay(String name, String help, Function<TcpCounters, OptionalLong> nanos) {
        families.add(Family.gauge(
                PREFIX + "_" + name,
                Units.SECONDS,
                help,
                (s, points) -> each(s, p -> points.add(labels(p), Units.seconds(nanos.apply(p.totals()))))));
    }

    private void histogram(String name, String help, Function<TcpCounters, Distribution> of) {
        families.add(Family.histogram(PREFIX + "_" + name, Units.SECONDS, help, s -> {
            List<HistogramDataPointSnapshot> points = new ArrayList<>();
            each(s, p -> {
                Distribution distribution = of.apply(p.totals());
                points.add(Histograms.point(distribution.histogram(), distribution.sumNanos(), p.discontinuity())
                        .apply(labels(p)));
            });
            return points;
        }));
    }

    private void windows() {
        Optional<Unit> seconds = Optional.of(Units.SECONDS);
        gauge("start_timestamp", seconds, "First instant that the window covers.", w -> Units.timestamp(w.start()));
        gauge(
                "end_timestamp",
                seconds,
                "First instant that the window no longer covers.",
                w -> Units.timestamp(w.end()));
        gauge(
                "retransmission",
                Optional.of(Units.RATIO),
                "Retransmitted over sent segments, 0 to 1; absent when nothing was sent.",
                w -> Units.ratio(w.counters().retransmissionPpm()));
        gauge(
                "rtt_min",
                seconds,
                "Least round-trip time that the kernel saw in the window.",
                w -> Units.seconds(w.counters().rttMinNanos()));
        times("connect", "times from SYN to ESTABLISHED", TcpCounters::connect);
        percentiles("connect", "time from SYN to ESTABLISHED", TcpCounters::connect);
        times("rtt", "round-trip times sampled as acknowledgements arrive", TcpCounters::rtt);
        percentiles("rtt", "round-trip time sampled as acknowledgements arrive", TcpCounters::rtt);
        times("session", "times from ESTABLISHED to CLOSE", TcpCounters::session);
    }

    private void times(String name, String what, Function<TcpCounters, Distribution> of) {
        gauge(
                name,
                Optional.of(Units.SAMPLES),
                "Number of " + what + " in the window.",
                w -> of.apply(w.counters()).count());
        gauge(
                name + "_mean",
                Optional.of(Units.SECONDS),
                "Mean of the " + what + " in the window; absent without one.",
                w -> Units.seconds(of.apply(w.counters()).meanNanos()));
    }

    private void percentiles(String name, String what, Function<TcpCounters, Distribution> of) {
        families.add(Family.gauge(
                PREFIX + "_window_" + name + "_percentile",
                Units.SECONDS,
                "Percentile of the " + what + " in the window, within 6.25 %; absent with too few samples.",
                (s, points) -> {
                    for (Percentile percentile : List.of(Percentile.P50, Percentile.P90, Percentile.P99)) {
                        eachWindow(
                                s,
                                (labels, w) -> points.add(
                                        labels.add("percentile", percentile.label()),
                                        Units.seconds(of.apply(w.counters()).percentileNanos(percentile))));
                    }
                }));
    }

    private void gauge(String name, Optional<Unit> unit, String help, ToDoubleFunction<TcpWindow> value) {
        String full = PREFIX + "_window_" + name;
        BiConsumer<Scrape, Family.Points> fill =
                (s, points) -> eachWindow(s, (labels, window) -> points.add(labels, value.applyAsDouble(window)));
        families.add(unit.map(u -> Family.gauge(full, u, help, fill)).orElseGet(() -> Family.gauge(full, help, fill)));
    }

    private static TcpTraffic tcp(Scrape scrape) {
        return scrape.snapshot().traffic().tcp();
    }

    private static void each(Scrape scrape, Consumer<TcpPeer> action) {
        tcp(scrape).peers().forEach(action);
    }

    private static void eachWindow(Scrape scrape, BiConsumer<Labels, TcpWindow> action) {
        for (WindowLength length : scrape.windows()) {
            each(
                    scrape,
                    p -> p.window(length).ifPresent(w -> action.accept(labels(p).add("window", length.label()), w)));
        }
    }

    private static Labels labels(TcpPeer peer) {
        String direction = peer.direction().yangName();
        return peer.key()
                .map(k -> Labels.of(
                        "direction", direction,
                        "peer", AddressText.of(k.peer()),
                        "prefix_length", Integer.toString(k.prefixLength()),
                        "port", Integer.toString(k.port()),
                        "namespace", Long.toString(k.namespace())))
                .orElseGet(() -> Labels.of("direction", direction));
    }

    private static Labels owner(Labels labels, TcpPeer.Owner owner) {
        Labels known = labels.add("pid", Integer.toString(owner.pid())).add("command", owner.comm());
        return owner.unit().isEmpty() ? known : known.add("unit", owner.unit());
    }
}
