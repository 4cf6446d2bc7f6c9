package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Window.Percentile;
import org.snmp4j.smi.Variable;

/** pathGaugeTcpWindowTable, by the index of a row and length of the window in seconds. */
final class TcpWindowTable extends Table<TcpWindow> {
    TcpWindowTable() {
        super(
                PathGaugeMib.oid(1, 5, 3, 1),
                List.of(
                        column(2, "Start", w -> Values.time(w.start())),
                        column(3, "End", w -> Values.time(w.end())),
                        count(4, "Opened", c -> Values.gauge(c.opened())),
                        count(5, "Failed", c -> Values.gauge(c.failed())),
                        count(6, "Refused", c -> Values.gauge(c.refused())),
                        count(7, "Reset", c -> Values.gauge(c.reset())),
                        count(8, "Closed", c -> Values.gauge(c.closed())),
                        count(9, "SegmentsOut", c -> Values.gauge(c.segmentsOut())),
                        count(10, "Retransmitted", c -> Values.gauge(c.retransmitted())),
                        count(11, "RetransmissionRatio", c -> Values.gauge(c.retransmissionPpm())),
                        count(12, "RttMin", c -> Values.delay(c.rttMinNanos())),
                        count(
                                13,
                                "ConnectSamples",
                                c -> Values.gauge(c.connect().count())),
                        count(14, "ConnectMean", c -> Values.delay(c.connect().meanNanos())),
                        percentile(15, "ConnectP50", TcpCounters::connect, Percentile.P50),
                        percentile(16, "ConnectP90", TcpCounters::connect, Percentile.P90),
                        percentile(17, "ConnectP99", TcpCounters::connect, Percentile.P99),
                        count(18, "RttSamples", c -> Values.gauge(c.rtt().count())),
                        count(19, "RttMean", c -> Values.delay(c.rtt().meanNanos())),
                        percentile(20, "RttP50", TcpCounters::rtt, Percentile.P50),
                        percentile(21, "RttP90", TcpCounters::rtt, Percentile.P90),
                        percentile(22, "RttP99", TcpCounters::rtt, Percentile.P99),
                        count(
                                23,
                                "SessionSamples",
                                c -> Values.gauge(c.session().count())),
                        count(24, "SessionMean", c -> Values.delay(c.session().meanNanos()))));
    }

    private static Column<TcpWindow> column(int id, String name, Function<TcpWindow, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeTcpWindow" + name, value);
    }

    private static Column<TcpWindow> count(int id, String name, Function<TcpCounters, Optional<Variable>> value) {
        return column(id, name, w -> value.apply(w.counters()));
    }

    private static Column<TcpWindow> percentile(
            int id, String name, Function<TcpCounters, Distribution> of, Percentile percentile) {
        return count(id, name, c -> Values.delay(of.apply(c).percentileNanos(percentile)));
    }

    @Override
    protected Optional<TcpWindow> find(Reading reading, Index index) {
        if (index.size() != 2) {
            return Optional.empty();
        }
        return TcpPeers.at(reading, index).stream()
                .flatMap(peer -> peer.windows().stream())
                .filter(window -> window.length().seconds() == index.floor(1))
                .findFirst();
    }

    @Override
    protected Optional<Row<TcpWindow>> after(Reading reading, Index index) {
        return TcpPeers.after(
                reading,
                index,
                (peer, behind) -> peer.windows().stream()
                        .filter(window -> window.length().seconds() > behind.floor(1))
                        .findFirst()
                        .map(window -> new Row<>(
                                new int[] {peer.index(), window.length().seconds()}, window)));
    }
}
