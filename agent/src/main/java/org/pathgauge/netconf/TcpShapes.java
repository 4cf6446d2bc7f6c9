package org.pathgauge.netconf;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Window.Percentile;

/** How what was measured of TCP looks in YANG: the state of pathgauge-tcp. */
final class TcpShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-tcp";

    private static final List<Percentile> PERCENTILES = List.of(Percentile.P50, Percentile.P90, Percentile.P99);

    private TcpShapes() {}

    /** The container state. */
    static Shape<TcpTraffic> state() {
        return Shape.<TcpTraffic>in(NS)
                .leaf("running", TcpTraffic::running)
                .leaf("problem", t -> PathGaugeState.unlessEmpty(t.problem()))
                .leaf("discontinuity-time", TcpTraffic::countingSince)
                .leaf("evicted", TcpTraffic::evicted)
                .leaf("without-row", TcpTraffic::withoutRow)
                .leaf("missed", TcpTraffic::missed)
                .list("peer", "index", peer(), TcpTraffic::peers, TcpShapes::byIndex);
    }

    private static Optional<TcpPeer> byIndex(TcpTraffic tcp, String index) {
        return index.matches("[1-9]\\d{0,8}") ? tcp.peer(Integer.parseInt(index)) : Optional.empty();
    }

    private static Shape<TcpPeer> peer() {
        var owner = Shape.<TcpPeer.Owner>in(NS)
                .leaf("pid", TcpPeer.Owner::pid)
                .leaf("command", TcpPeer.Owner::comm)
                .leaf("unit", o -> PathGaugeState.unlessEmpty(o.unit()));
        var window = counts(
                        Shape.<TcpWindow>in(NS)
                                .leaf("length", w -> w.length().label())
                                .leaf("start-time", TcpWindow::start)
                                .leaf("end-time", TcpWindow::end),
                        TcpWindow::counters)
                .leaf("retransmission-ratio", w -> w.counters().retransmissionPpm());
        delays(window, "connect", w -> w.counters().connect(), PERCENTILES);
        delays(window, "rtt", w -> w.counters().rtt(), PERCENTILES);
        delays(window, "session", w -> w.counters().session(), List.of());
        return Shape.<TcpPeer>in(NS)
                .leaf("index", TcpPeer::index)
                .leaf("direction", p -> p.direction().yangName())
                .leaf("peer", p -> p.key().map(TcpPeer.Key::peer))
                .leaf("prefix-length", p -> p.key().map(TcpPeer.Key::prefixLength))
                .leaf("port", p -> p.key().map(TcpPeer.Key::port))
                .leaf("namespace", p -> p.key().map(TcpPeer.Key::namespace))
                .optional("owner", owner, TcpPeer::owner)
                .leaf("active", TcpPeer::active)
                .container("totals", totals(), p -> p)
                .list("window", List.of("length"), window, TcpPeer::windows);
    }

    private static Shape<TcpPeer> totals() {
        var totals = counts(Shape.<TcpPeer>in(NS).leaf("discontinuity-time", TcpPeer::discontinuity), TcpPeer::totals)
                .leaf("srtt", p -> p.totals().srttNanos());
        sums(totals, "connect", TcpCounters::connect);
        sums(totals, "rtt", TcpCounters::rtt);
        sums(totals, "session", TcpCounters::session);
        return totals;
    }

    /** What totals and windows have in common. */
    private static <T> Shape<T> counts(Shape<T> shape, Function<T, TcpCounters> of) {
        return shape.leaf("opened", t -> of.apply(t).opened())
                .leaf("failed", t -> of.apply(t).failed())
                .leaf("refused", t -> of.apply(t).refused())
                .leaf("reset", t -> of.apply(t).reset())
                .leaf("closed", t -> of.apply(t).closed())
                .leaf("octets-in", t -> of.apply(t).octetsIn())
                .leaf("octets-out", t -> of.apply(t).octetsOut())
                .leaf("segments-out", t -> of.apply(t).segmentsOut())
                .leaf("retransmitted", t -> of.apply(t).retransmitted())
                .leaf("rtt-min", t -> of.apply(t).rttMinNanos());
    }

    private static void sums(Shape<TcpPeer> totals, String name, Function<TcpCounters, Distribution> of) {
        totals.leaf(name + "-samples", p -> of.apply(p.totals()).count())
                .leaf(name + "-sum", p -> of.apply(p.totals()).sumNanos())
                .list(
                        name + "-histogram",
                        List.of("bucket"),
                        ProbeShapes.bucket(NS),
                        p -> ProbeShapes.buckets(of.apply(p.totals()).histogram()));
    }

    private static void delays(
            Shape<TcpWindow> window, String name, Function<TcpWindow, Distribution> of, List<Percentile> percentiles) {
        window.leaf(name + "-samples", w -> of.apply(w).count())
                .leaf(name + "-mean", w -> of.apply(w).meanNanos());
        percentiles.forEach(
                p -> window.leaf(name + "-" + p.label(), w -> of.apply(w).percentileNanos(p)));
    }
}
