package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Health;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
import org.pathgauge.model.Window.Percentile;
import org.pathgauge.model.WindowLength;

/** Writes parts of a snapshot as JSON. Members are named as in the model, units included; undefined ones are absent. */
final class SnapshotJson {
    private SnapshotJson() {}

    /** Writes members of an object that is open. */
    interface Members {
        void write(JsonWriter json) throws IOException;
    }

    /** What each command needs to know, and what the command asked for knows besides its items. */
    static void header(JsonWriter json, Snapshot snapshot, Members more) throws IOException {
        json.beginObject();
        json.name("snapshot").value(snapshot.number());
        json.name("time").value(snapshot.time().toString());
        json.name("started").value(snapshot.started().toString());
        json.name("health");
        health(json, snapshot.health());
        SnmpJson.state(json, snapshot.snmp());
        more.write(json);
        json.name("alarmList");
        AlarmJson.list(json, snapshot);
        json.endObject();
    }

    private static void health(JsonWriter json, Health health) throws IOException {
        json.beginObject();
        json.name("probesPerSecond").value(health.probesPerSecond());
        json.name("packetsSent").value(health.packetsSent());
        json.name("sendErrors").value(health.sendErrors());
        json.name("sendDelayMaxNanos").value(health.sendDelayMaxNanos());
        json.name("samplesLost").value(health.samplesLost());
        json.name("icmpErrorsLost").value(health.icmpErrorsLost());
        json.name("bankOverruns").value(health.bankOverruns());
        json.name("histogramFull").value(health.histogramFull());
        json.name("historySlotsLost").value(health.history().slotsLost());
        json.name("historyDamages").value(health.history().damages());
        json.name("historyDamagedOctets").value(health.history().damagedBytes());
        json.endObject();
    }

    static void probe(JsonWriter json, ProbeStats stats) throws IOException {
        json.beginObject();
        members(json, stats);
        json.endObject();
    }

    private static void members(JsonWriter json, ProbeStats stats) throws IOException {
        Probe probe = stats.probe();
        json.name("index").value(probe.index());
        json.name("name").value(probe.name());
        json.name("type").value(probe.type().yangName());
        json.name("target").value(probe.target());
        json.name("family").value(probe.family().name().toLowerCase(Locale.ROOT));
        json.name("enabled").value(probe.enabled());
        if (probe.port().isPresent()) {
            json.name("port").value(probe.port().getAsInt());
        }
        json.name("intervalMillis").value(probe.interval().toMillis());
        json.name("timeoutMillis").value(probe.timeout().toMillis());
        json.name("size").value(probe.size());
        json.name("dscp").value(probe.dscp());
        json.name("ttl").value(probe.ttl());
        if (probe.sourceInterface().isPresent()) {
            json.name("sourceInterface").value(probe.sourceInterface().get());
        }
        if (probe.sourceAddress().isPresent()) {
            json.name("sourceAddress")
                    .value(AddressText.of(probe.sourceAddress().get()));
        }
        json.name("samples").value(probe.samples());
        json.name("state").value(stats.state().yangName());
        json.name("stateReason").value(stats.stateReason());
        if (stats.address().isPresent()) {
            json.name("address").value(AddressText.of(stats.address().get()));
        }
        json.name("totals");
        totals(json, stats.totals(), stats.windows());
        json.name("icmpErrors").beginArray();
        for (IcmpError error : stats.icmpErrors()) {
            icmpError(json, error);
        }
        json.endArray();
        json.name("windows").beginObject();
        for (WindowLength length : WindowLength.values()) {
            var window = stats.window(length);
            if (window.isPresent()) {
                json.name(length.label());
                window(json, window.get());
            }
        }
        json.endObject();
    }

    /** A probe with its newest results. */
    static void withResults(JsonWriter json, ProbeStats stats) throws IOException {
        json.beginObject();
        members(json, stats);
        json.name("results").beginArray();
        for (ProbeResult result : stats.windows().results()) {
            json.beginObject();
            json.name("sequence").value(result.sequence());
            json.name("sent").value(result.sent().toString());
            json.name("outcome").value(result.outcome().yangName());
            optional(json, "rttNanos", result.rttNanos());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void totals(JsonWriter json, ProbeTotals t, ProbeStats.Windows windows) throws IOException {
        json.beginObject();
        json.name("discontinuity").value(t.discontinuity().toString());
        json.name("sent").value(t.sent());
        json.name("received").value(t.received());
        json.name("late").value(t.late());
        json.name("duplicates").value(t.duplicates());
        json.name("corrupt").value(t.corrupt());
        json.name("forged").value(t.forged());
        json.name("stale").value(t.stale());
        json.name("refused").value(t.refused());
        json.name("reordered").value(t.reordered());
        json.name("unsent").value(t.unsent());
        json.name("icmpErrors").value(t.icmpErrors());
        json.name("samplesLost").value(t.samplesLost());
        json.name("rttSumNanos").value(t.rttSumNanos());
        json.name("rttSumSquaresMicros2").value(t.rttSumSquaresMicros2());
        optional(json, "lastRttNanos", t.lastRttNanos());
        optional(json, "jitterNanos", t.jitterNanos());
        json.name("rttHistogramSumNanos").value(windows.rttTotalSumNanos());
        json.name("ipdvHistogramSumNanos").value(windows.ipdvTotalSumNanos());
        json.name("rttHistogram");
        histogram(json, windows.rttTotal());
        json.name("ipdvHistogram");
        histogram(json, windows.ipdvTotal());
        json.endObject();
    }

    static void icmpError(JsonWriter json, IcmpError error) throws IOException {
        json.beginObject();
        json.name("sender").value(AddressText.of(error.sender()));
        json.name("type").value(error.type());
        json.name("code").value(error.code());
        json.name("count").value(error.count());
        json.name("last").value(error.last().toString());
        json.endObject();
    }

    static void window(JsonWriter json, Window w) throws IOException {
        json.beginObject();
        json.name("start").value(w.start().toString());
        json.name("end").value(w.end().toString());
        json.name("slots").value(w.slots());
        json.name("sent").value(w.sent());
        json.name("received").value(w.received());
        json.name("lost").value(w.lost());
        json.name("late").value(w.late());
        json.name("duplicates").value(w.duplicates());
        json.name("reordered").value(w.reordered());
        json.name("unsent").value(w.unsent());
        optional(json, "lossPpm", w.lossPpm());
        optional(json, "lossPeriods", w.lossPeriods());
        optional(json, "longestLossBurst", w.longestLossBurst());
        optional(json, "rttMinNanos", w.rttMinNanos());
        optional(json, "rttMaxNanos", w.rttMaxNanos());
        optional(json, "rttMeanNanos", w.rttMeanNanos());
        optional(json, "rttStddevNanos", w.rttStddevNanos());
        for (Percentile percentile : Percentile.values()) {
            optional(json, "rtt" + percentile.name() + "Nanos", w.rttPercentileNanos(percentile));
            json.name("rtt" + percentile.name() + "Infinite").value(w.percentileInfinite(percentile));
        }
        json.name("rttSumNanos").value(w.rttSumNanos());
        json.name("rttSumSquaresMicros2").value(w.rttSumSquaresMicros2());
        json.name("ipdvCount").value(w.ipdvCount());
        optional(json, "ipdvMinNanos", w.ipdvMinNanos());
        optional(json, "ipdvMaxNanos", w.ipdvMaxNanos());
        optional(json, "ipdvMeanAbsNanos", w.ipdvMeanAbsNanos());
        optional(json, "jitterNanos", w.jitterNanos());
        optional(json, "pdvP95Nanos", w.pdvP95Nanos());
        optional(json, "pdvMaxNanos", w.pdvMaxNanos());
        json.name("rttHistogram");
        histogram(json, w.rtt());
        json.name("ipdvHistogram");
        histogram(json, w.ipdv());
        json.endObject();
    }

    static void histogram(JsonWriter json, Histogram histogram) throws IOException {
        json.beginArray();
        for (int i = 0; i < histogram.size(); i++) {
            json.beginObject();
            json.name("bucket").value(histogram.bucketAt(i));
            json.name("lowerNanos").value(histogram.lowerBound(histogram.bucketAt(i)));
            if (histogram.bucketAt(i) < histogram.bucketCount() - 1) {
                json.name("upperNanos").value(histogram.upperBound(histogram.bucketAt(i)));
            }
            json.name("count").value(histogram.countAt(i));
            json.endObject();
        }
        json.endArray();
    }

    static void drops(JsonWriter json, InterfaceDrops drops) throws IOException {
        json.beginObject();
        json.name("ifIndex").value(drops.ifIndex());
        json.name("name").value(drops.name());
        json.name("configuredHook").value(drops.configuredHook().yangName());
        if (drops.hook().isPresent()) {
            json.name("hook").value(drops.hook().get().yangName());
        }
        json.name("problem").value(drops.problem());
        json.name("discontinuity").value(drops.discontinuity().toString());
        json.name("ingress").beginArray();
        for (InterfaceDrops.Count count : drops.ingress()) {
            json.beginObject();
            json.name("verdict").value(count.verdict().drop() ? "drop" : "pass");
            json.name("reason").value(count.verdict().reason());
            json.name("packets").value(count.packets());
            json.name("octets").value(count.octets());
            json.endObject();
        }
        json.endArray();
        json.name("droppedPackets").value(drops.droppedPackets());
        json.name("droppedOctets").value(drops.droppedOctets());
        json.name("passedPackets").value(drops.passedPackets());
        json.name("passedOctets").value(drops.passedOctets());
        json.name("stamped").value(drops.stamped());
        json.name("egressForged").value(drops.egressForged());
        json.name("egressUnknown").value(drops.egressUnknown());
        json.endObject();
    }

    static void optional(JsonWriter json, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.name(name).value(value.getAsLong());
        }
    }
}
