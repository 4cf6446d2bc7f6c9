package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Window.Percentile;

/** Writes what was measured of TCP as JSON. Members are named as in the model; undefined ones are absent. */
final class TcpJson {
    private static final List<Percentile> PERCENTILES = List.of(Percentile.P50, Percentile.P90, Percentile.P99);

    private TcpJson() {}

    /** The state of the measurement, without its rows. */
    static void state(JsonWriter json, TcpTraffic tcp) throws IOException {
        json.beginObject();
        json.name("running").value(tcp.running());
        json.name("problem").value(tcp.problem());
        if (tcp.countingSince().isPresent()) {
            json.name("discontinuity").value(tcp.countingSince().get().toString());
        }
        json.name("evicted").value(tcp.evicted());
        json.name("withoutRow").value(tcp.withoutRow());
        json.name("missed").value(tcp.missed());
        json.endObject();
    }

    /** A row. */
    static void peer(JsonWriter json, TcpPeer peer) throws IOException {
        json.beginObject();
        json.name("index").value(peer.index());
        json.name("direction").value(peer.direction().yangName());
        if (peer.key().isPresent()) {
            TcpPeer.Key key = peer.key().get();
            json.name("peer").value(AddressText.of(key.peer()));
            json.name("prefixLength").value(key.prefixLength());
            json.name("port").value(key.port());
            json.name("namespace").value(key.namespace());
        }
        if (peer.owner().isPresent()) {
            owner(json, peer.owner().get());
        }
        json.name("active").value(peer.active());
        json.name("totals");
        totals(json, peer);
        json.name("windows").beginObject();
        for (TcpWindow window : peer.windows()) {
            json.name(window.length().label());
            window(json, window);
        }
        json.endObject();
        json.endObject();
    }

    private static void owner(JsonWriter json, TcpPeer.Owner owner) throws IOException {
        json.name("owner").beginObject();
        json.name("pid").value(owner.pid());
        json.name("command").value(owner.comm());
        if (!owner.unit().isEmpty()) {
            json.name("unit").value(owner.unit());
        }
        json.endObject();
    }

    private static void totals(JsonWriter json, TcpPeer peer) throws IOException {
        TcpCounters totals = peer.totals();
        json.beginObject();
        json.name("discontinuity").value(peer.discontinuity().toString());
        counts(json, totals);
        SnapshotJson.optional(json, "srttNanos", totals.srttNanos());
        sum(json, "connect", totals.connect());
        sum(json, "rtt", totals.rtt());
        sum(json, "session", totals.session());
        json.endObject();
    }

    private static void sum(JsonWriter json, String name, Distribution distribution) throws IOException {
        json.name(name + "Samples").value(distribution.count());
        json.name(name + "SumNanos").value(distribution.sumNanos());
        json.name(name + "Histogram");
        SnapshotJson.histogram(json, distribution.histogram());
    }

    private static void window(JsonWriter json, TcpWindow window) throws IOException {
        TcpCounters counters = window.counters();
        json.beginObject();
        json.name("start").value(window.start().toString());
        json.name("end").value(window.end().toString());
        counts(json, counters);
        SnapshotJson.optional(json, "retransmissionPpm", counters.retransmissionPpm());
        delays(json, "connect", counters.connect(), PERCENTILES);
        delays(json, "rtt", counters.rtt(), PERCENTILES);
        delays(json, "session", counters.session(), List.of());
        json.endObject();
    }

    private static void delays(JsonWriter json, String name, Distribution distribution, List<Percentile> percentiles)
            throws IOException {
        json.name(name + "Samples").value(distribution.count());
        SnapshotJson.optional(json, name + "MeanNanos", distribution.meanNanos());
        for (Percentile percentile : percentiles) {
            SnapshotJson.optional(json, name + percentile.name() + "Nanos", distribution.percentileNanos(percentile));
        }
    }

    /** What totals and windows have in common. */
    private static void counts(JsonWriter json, TcpCounters counters) throws IOException {
        json.name("opened").value(counters.opened());
        json.name("failed").value(counters.failed());
        json.name("refused").value(counters.refused());
        json.name("reset").value(counters.reset());
        json.name("closed").value(counters.closed());
        json.name("octetsIn").value(counters.octetsIn());
        json.name("octetsOut").value(counters.octetsOut());
        json.name("segmentsOut").value(counters.segmentsOut());
        json.name("retransmitted").value(counters.retransmitted());
        SnapshotJson.optional(json, "rttMinNanos", counters.rttMinNanos());
    }
}
