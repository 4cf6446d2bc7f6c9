package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.pathgauge.model.Window;

/** The families of gauges over windows, with the label {@code window}. */
final class WindowFamilies {
    private static final String PREFIX = "pathgauge_probe_window_";

    /** What is read of each window; a family refers to its columns by their position. */
    static final List<ToDoubleFunction<Window>> COLUMNS;

    /** The families, in the order of the page. */
    static final List<Family> ALL;

    static {
        WindowFamilies made = new WindowFamilies();
        made.times();
        made.counts();
        made.roundTrips();
        made.variation();
        COLUMNS = List.copyOf(made.columns);
        ALL = List.copyOf(made.families);
    }

    private final List<ToDoubleFunction<Window>> columns = new ArrayList<>();
    private final List<Family> families = new ArrayList<>();

    private WindowFamilies() {}

    private void times() {
        gauge(
                "start_timestamp",
                Units.SECONDS,
                "First instant that the window covers, by the agent's wall clock.",
                w -> Units.timestamp(w.start()));
        gauge(
                "end_timestamp",
                Units.SECONDS,
                "First instant that the window no longer covers.",
                w -> Units.timestamp(w.end()));
        gauge("slots", "Number of ten-second slots with data in the window.", Window::slots);
    }

    private void counts() {
        packets("sent", "Packets stamped at tc egress in the window.", Window::sent);
        packets("received", "Replies within the timeout.", Window::received);
        packets("lost", "Packets sent and not answered within the timeout (RFC 7680).", Window::lost);
        packets("late", "Replies after the timeout; their packets are lost.", Window::late);
        packets("duplicate", "Further replies to answered packets (RFC 5560).", Window::duplicates);
        packets("reordered", "Replies overtaken by the reply to a later packet (RFC 4737).", Window::reordered);
        packets("unsent", "Packets due that the host could not send; neither sent nor lost.", Window::unsent);
        gauge(
                "loss",
                Units.RATIO,
                "Lost over sent packets, 0 to 1 (RFC 7680, round trip); absent when nothing was sent.",
                w -> Units.ratio(w.lossPpm()));
        gauge(
                "loss_periods",
                "Runs of consecutive lost packets (RFC 3357); absent when the pattern is not known.",
                w -> Units.number(w.lossPeriods()));
        gauge(
                "longest_loss_burst",
                Units.PACKETS,
                "Most packets lost in a row (RFC 3357); absent when the pattern is not known.",
                w -> Units.number(w.longestLossBurst()));
    }

    private void roundTrips() {
        seconds("rtt_min", "Smallest round-trip time (RFC 2681): ingress hook less tc egress.", Window::rttMinNanos);
        seconds("rtt_max", "Largest round-trip time.", Window::rttMaxNanos);
        seconds("rtt_mean", "Mean round-trip time of what was received.", Window::rttMeanNanos);
        seconds("rtt_stddev", "Population standard deviation of the round-trip time.", Window::rttStddevNanos);
        gauge(
                "rtt_sum",
                Units.SECONDS,
                "Sum of the round-trip times of the window.",
                w -> Units.seconds(w.rttSumNanos()));
        gauge(
                "rtt_sum",
                Units.SQUARE_SECONDS,
                "Sum of the squared round-trip times of the window.",
                w -> Units.squareSeconds(w.rttSumSquaresMicros2()));
        int first = columns.size();
        Window.Percentile[] percentiles = Window.Percentile.values();
        for (Window.Percentile percentile : percentiles) {
            columns.add(w -> percentile(w, percentile));
        }
        families.add(Family.gauge(
                PREFIX + "rtt_percentile",
                Units.SECONDS,
                "Percentile of the round-trip time over all sent packets, within 6.25 %; +Inf where it falls among lost"
                        + " packets, which count as infinitely slow (RFC 7679); absent with too few packets.",
                (scrape, points) -> {
                    for (int i = 0; i < percentiles.length; i++) {
                        String label = percentiles[i].label();
                        scrape.eachWindow(
                                first + i, (labels, value) -> points.add(labels.add("percentile", label), value));
                    }
                }));
    }

    private static double percentile(Window window, Window.Percentile percentile) {
        return window.percentileInfinite(percentile)
                ? Double.POSITIVE_INFINITY
                : Units.seconds(window.rttPercentileNanos(percentile));
    }

    private void variation() {
        gauge("ipdv_pairs", "Pairs of consecutive packets that were both received (RFC 3393).", Window::ipdvCount);
        seconds(
                "ipdv_min",
                "Smallest difference between the round-trip times of a packet and of the one before, signed (RFC"
                        + " 3393).",
                Window::ipdvMinNanos);
        seconds("ipdv_max", "Largest such difference, signed.", Window::ipdvMaxNanos);
        seconds("ipdv_mean_abs", "Mean of the absolute differences.", Window::ipdvMeanAbsNanos);
        seconds(
                "rfc3550_jitter",
                "Interarrival jitter of RFC 3550 A.8 applied to round-trip times, after the window's last reply.",
                Window::jitterNanos);
        seconds(
                "pdv_p95",
                "95th percentile of packet delay variation (RFC 5481): round-trip time less the window's smallest; from"
                        + " raw samples only.",
                Window::pdvP95Nanos);
        seconds("pdv_max", "Largest packet delay variation; from raw samples only.", Window::pdvMaxNanos);
    }

    private void packets(String name, String help, ToDoubleFunction<Window> value) {
        gauge(name, Units.PACKETS, help, value);
    }

    private void seconds(String name, String help, Function<Window, OptionalLong> nanos) {
        gauge(name, Units.SECONDS, help, w -> Units.seconds(nanos.apply(w)));
    }

    private void gauge(String name, String help, ToDoubleFunction<Window> value) {
        add(name, Optional.empty(), help, value);
    }

    private void gauge(String name, Unit unit, String help, ToDoubleFunction<Window> value) {
        add(name, Optional.of(unit), help, value);
    }

    private void add(String name, Optional<Unit> unit, String help, ToDoubleFunction<Window> value) {
        int column = columns.size();
        columns.add(value);
        families.add(
                unit.isPresent()
                        ? Family.gauge(PREFIX + name, unit.get(), help, (s, p) -> s.eachWindow(column, p::add))
                        : Family.gauge(PREFIX + name, help, (s, p) -> s.eachWindow(column, p::add)));
    }
}
