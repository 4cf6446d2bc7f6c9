package org.pathgauge.netconf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** How a probe's measurements look in YANG: the state part of a list entry of pathgauge-probes. */
final class ProbeShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-probes";

    /** A bucket that is not empty. */
    record Bucket(Histogram histogram, int position) {
        int number() {
            return histogram.bucketAt(position);
        }

        long lower() {
            return histogram.lowerBound(number());
        }

        Optional<Long> upper() {
            return number() == histogram.bucketCount() - 1
                    ? Optional.empty()
                    : Optional.of(histogram.upperBound(number()));
        }
    }

    private record Quantile(Window window, Window.Percentile percentile) {}

    private ProbeShapes() {}

    /**
     * The state of one probe.
     *
     * <p>Its name, target and thresholds are configuration. The target is here all the same: a snapshot may be a tick older
     * than the configuration, and an entry that only the snapshot has must still be valid.
     */
    static Shape<ProbeStats> probe() {
        var state = Shape.<ProbeStats>in(NS)
                .leaf("index", p -> p.probe().index())
                .leaf("state", p -> p.state().yangName())
                .leaf("reason", p -> PathGaugeState.unlessEmpty(p.stateReason()))
                .leaf("address", ProbeStats::address);
        var statistics = Shape.<ProbeStats>in(NS)
                .container("totals", totals(), p -> p)
                .list("icmp-error", List.of("sender", "type", "code"), icmpError(), ProbeStats::icmpErrors)
                .list("window", "length", window(), ProbeShapes::windows, ProbeShapes::window)
                .list("result", List.of("sequence"), result(), p -> p.windows().results());
        return Shape.<ProbeStats>in(NS)
                .leaf("name", p -> p.probe().name())
                .leaf("target", p -> p.probe().target())
                .container("state", state, p -> p)
                .container("statistics", statistics, p -> p);
    }

    private static List<Window> windows(ProbeStats probe) {
        return Arrays.stream(WindowLength.values())
                .map(probe::window)
                .flatMap(Optional::stream)
                .toList();
    }

    /** One window alone, so that the others are not computed when the filter names it. */
    private static Optional<Window> window(ProbeStats probe, String label) {
        return Arrays.stream(WindowLength.values())
                .filter(l -> l.label().equals(label))
                .findFirst()
                .flatMap(probe::window);
    }

    private static Shape<ProbeStats> totals() {
        return Shape.<ProbeStats>in(NS)
                .leaf("discontinuity-time", p -> p.totals().discontinuity())
                .leaf("sent", p -> p.totals().sent())
                .leaf("received", p -> p.totals().received())
                .leaf("late", p -> p.totals().late())
                .leaf("duplicates", p -> p.totals().duplicates())
                .leaf("corrupt", p -> p.totals().corrupt())
                .leaf("forged", p -> p.totals().forged())
                .leaf("stale", p -> p.totals().stale())
                .leaf("refused", p -> p.totals().refused())
                .leaf("reordered", p -> p.totals().reordered())
                .leaf("unsent", p -> p.totals().unsent())
                .leaf("icmp-errors", p -> p.totals().icmpErrors())
                .leaf("samples-lost", p -> p.totals().samplesLost())
                .leaf("rtt-sum", p -> p.totals().rttSumNanos())
                .leaf("rtt-sum-squares", p -> p.totals().rttSumSquaresMicros2())
                .leaf("last-rtt", p -> p.totals().lastRttNanos())
                .leaf("rfc3550-jitter", p -> p.totals().jitterNanos())
                .leaf("rtt-histogram-sum", p -> p.windows().rttTotalSumNanos())
                .leaf("ipdv-histogram-sum", p -> p.windows().ipdvTotalSumNanos())
                .list(
                        "rtt-histogram",
                        List.of("bucket"),
                        bucket(NS),
                        p -> buckets(p.windows().rttTotal()))
                .list(
                        "ipdv-histogram",
                        List.of("bucket"),
                        bucket(NS),
                        p -> buckets(p.windows().ipdvTotal()));
    }

    static Shape<IcmpError> icmpError() {
        return Shape.<IcmpError>in(NS)
                .leaf("sender", IcmpError::sender)
                .leaf("type", IcmpError::type)
                .leaf("code", IcmpError::code)
                .leaf("count", IcmpError::count)
                .leaf("last-time", IcmpError::last);
    }

    static Shape<ProbeResult> result() {
        return Shape.<ProbeResult>in(NS)
                .leaf("sequence", ProbeResult::sequence)
                .leaf("sent-time", ProbeResult::sent)
                .leaf("outcome", r -> r.outcome().yangName())
                .leaf("rtt", ProbeResult::rttNanos);
    }

    private static Shape<Window> window() {
        return windowStatistics(
                Shape.<Window>in(NS).leaf("length", w -> w.length().label()));
    }

    /** Adds the grouping window-statistics. */
    static Shape<Window> windowStatistics(Shape<Window> shape) {
        var quantile = Shape.<Quantile>in(NS)
                .leaf("percentile", q -> q.percentile().label())
                .leaf("rtt", q -> q.window().rttPercentileNanos(q.percentile()))
                .leaf("infinite", q -> q.window().percentileInfinite(q.percentile()));
        return shape.leaf("start-time", Window::start)
                .leaf("end-time", Window::end)
                .leaf("slots", Window::slots)
                .leaf("sent", Window::sent)
                .leaf("received", Window::received)
                .leaf("lost", Window::lost)
                .leaf("late", Window::late)
                .leaf("duplicates", Window::duplicates)
                .leaf("reordered", Window::reordered)
                .leaf("unsent", Window::unsent)
                .leaf("loss-ratio", Window::lossPpm)
                .leaf("loss-periods", Window::lossPeriods)
                .leaf("longest-loss-burst", Window::longestLossBurst)
                .leaf("rtt-min", Window::rttMinNanos)
                .leaf("rtt-max", Window::rttMaxNanos)
                .leaf("rtt-mean", Window::rttMeanNanos)
                .leaf("rtt-stddev", Window::rttStddevNanos)
                .leaf("rtt-sum", Window::rttSumNanos)
                .leaf("rtt-sum-squares", Window::rttSumSquaresMicros2)
                .list(
                        "rtt-percentile",
                        List.of("percentile"),
                        quantile,
                        w -> Arrays.stream(Window.Percentile.values())
                                .map(p -> new Quantile(w, p))
                                .toList())
                .leaf("ipdv-count", Window::ipdvCount)
                .leaf("ipdv-min", Window::ipdvMinNanos)
                .leaf("ipdv-max", Window::ipdvMaxNanos)
                .leaf("ipdv-mean-abs", Window::ipdvMeanAbsNanos)
                .leaf("rfc3550-jitter", Window::jitterNanos)
                .leaf("pdv-p95", Window::pdvP95Nanos)
                .leaf("pdv-max", Window::pdvMaxNanos)
                .list("rtt-histogram", List.of("bucket"), bucket(NS), w -> buckets(w.rtt()))
                .list("ipdv-histogram", List.of("bucket"), bucket(NS), w -> buckets(w.ipdv()));
    }

    /** The grouping bucket, in the module that uses it. */
    static Shape<Bucket> bucket(String namespace) {
        return Shape.<Bucket>in(namespace)
                .leaf("bucket", Bucket::number)
                .leaf("lower-bound", Bucket::lower)
                .leaf("upper-bound", Bucket::upper)
                .leaf("count", b -> b.histogram().countAt(b.position()));
    }

    static List<Bucket> buckets(Histogram histogram) {
        return IntStream.range(0, histogram.size())
                .mapToObj(i -> new Bucket(histogram, i))
                .toList();
    }
}
