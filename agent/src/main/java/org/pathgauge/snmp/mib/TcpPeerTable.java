package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.snmp4j.smi.Variable;

/** pathGaugeTcpPeerTable, by the index of a row. */
final class TcpPeerTable extends Table<TcpPeer> {
    TcpPeerTable() {
        super(
                PathGaugeMib.oid(1, 5, 2, 1),
                List.of(
                        column(2, "Direction", p -> Values.integer(Codes.of(p.direction()))),
                        key(3, "Address", k -> Values.address(k.peer())),
                        key(4, "PrefixLength", k -> Values.unsigned(k.prefixLength())),
                        key(5, "Port", k -> Values.unsigned(k.port())),
                        key(6, "Namespace", k -> Values.unsigned(k.namespace())),
                        owner(7, "OwnerPid", o -> Values.unsigned(o.pid())),
                        owner(8, "OwnerCommand", o -> Values.name(o.comm())),
                        owner(9, "OwnerUnit", o -> o.unit().isEmpty() ? Optional.empty() : Values.name(o.unit())),
                        column(10, "Discontinuity", p -> Values.time(p.discontinuity())),
                        column(11, "Active", p -> Values.gauge(p.active())),
                        total(12, "Opened", t -> Values.counter(t.opened())),
                        total(13, "Failed", t -> Values.counter(t.failed())),
                        total(14, "Refused", t -> Values.counter(t.refused())),
                        total(15, "Reset", t -> Values.counter(t.reset())),
                        total(16, "Closed", t -> Values.counter(t.closed())),
                        total(17, "OctetsIn", t -> Values.counter(t.octetsIn())),
                        total(18, "OctetsOut", t -> Values.counter(t.octetsOut())),
                        total(19, "SegmentsOut", t -> Values.counter(t.segmentsOut())),
                        total(20, "Retransmitted", t -> Values.counter(t.retransmitted())),
                        total(21, "RttMin", t -> Values.delay(t.rttMinNanos())),
                        total(22, "Srtt", t -> Values.delay(t.srttNanos())),
                        total(
                                23,
                                "ConnectSamples",
                                t -> Values.counter(t.connect().count())),
                        total(24, "ConnectSum", t -> Values.counter(t.connect().sumNanos())),
                        total(25, "RttSamples", t -> Values.counter(t.rtt().count())),
                        total(26, "RttSum", t -> Values.counter(t.rtt().sumNanos())),
                        total(
                                27,
                                "SessionSamples",
                                t -> Values.counter(t.session().count())),
                        total(28, "SessionSum", t -> Values.counter(t.session().sumNanos()))));
    }

    private static Column<TcpPeer> column(int id, String name, Function<TcpPeer, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeTcpPeer" + name, value);
    }

    private static Column<TcpPeer> key(int id, String name, Function<TcpPeer.Key, Optional<Variable>> value) {
        return column(id, name, p -> p.key().flatMap(value));
    }

    private static Column<TcpPeer> owner(int id, String name, Function<TcpPeer.Owner, Optional<Variable>> value) {
        return column(id, name, p -> p.owner().flatMap(value));
    }

    private static Column<TcpPeer> total(int id, String name, Function<TcpCounters, Optional<Variable>> value) {
        return column(id, name, p -> value.apply(p.totals()));
    }

    @Override
    protected Optional<TcpPeer> find(Reading reading, Index index) {
        return index.size() == 1 ? TcpPeers.at(reading, index) : Optional.empty();
    }

    @Override
    protected Optional<Row<TcpPeer>> after(Reading reading, Index index) {
        return TcpPeers.after(
                reading,
                index,
                (peer, behind) -> behind == Index.NONE
                        ? Optional.of(new Row<>(new int[] {peer.index()}, peer))
                        : Optional.empty());
    }
}
