package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.KernelDrops.OfInterface;

/** Writes drops as JSON. Members are named as in the model; what an interface does not have is absent. */
final class DropsJson {
    private DropsJson() {}

    /** The state of the watching, without its interfaces. */
    static void state(JsonWriter json, KernelDrops drops) throws IOException {
        json.beginObject();
        json.name("running").value(drops.running());
        json.name("problem").value(drops.problem());
        json.name("missed").value(drops.missed());
        json.endObject();
    }

    /** An interface. */
    static void of(JsonWriter json, OfInterface of) throws IOException {
        json.beginObject();
        json.name("ifIndex").value(of.ifIndex());
        json.name("name").value(of.name());
        json.name("discontinuity").value(of.discontinuity().toString());
        json.name("droppedPackets").value(of.dropped());
        json.name("benignPackets").value(of.benign());
        json.name("reasons").beginArray();
        for (KernelDrops.Reason reason : of.reasons()) {
            json.beginObject();
            json.name("number").value(reason.number());
            json.name("name").value(reason.name());
            json.name("benign").value(reason.benign());
            json.name("packets").value(reason.packets());
            json.endObject();
        }
        json.endArray();
        json.name("windows").beginObject();
        for (KernelDrops.Window window : of.windows()) {
            json.name(window.length().label()).beginObject();
            json.name("start").value(window.start().toString());
            json.name("end").value(window.end().toString());
            json.name("droppedPackets").value(window.dropped());
            json.name("benignPackets").value(window.benign());
            json.endObject();
        }
        json.endObject();
        if (of.link().isPresent()) {
            link(json, of.link().get());
        }
        if (of.queue().isPresent()) {
            queue(json, of.queue().get());
        }
        json.name("driver").beginArray();
        for (KernelDrops.Statistic statistic : of.driver()) {
            json.beginObject();
            json.name("number").value(statistic.number());
            json.name("name").value(statistic.name());
            json.name("value").value(statistic.value());
            json.endObject();
        }
        json.endArray();
        json.name("xdpExceptions").beginArray();
        for (KernelDrops.XdpException exception : of.xdpExceptions()) {
            json.beginObject();
            json.name("action").value(exception.action().yangName());
            json.name("packets").value(exception.packets());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void link(JsonWriter json, KernelDrops.Link link) throws IOException {
        json.name("link").beginObject();
        json.name("rxErrors").value(link.rxErrors());
        json.name("txErrors").value(link.txErrors());
        json.name("rxDropped").value(link.rxDropped());
        json.name("txDropped").value(link.txDropped());
        json.name("rxMissed").value(link.rxMissed());
        json.name("rxNoHandler").value(link.rxNoHandler());
        json.endObject();
    }

    private static void queue(JsonWriter json, KernelDrops.Queue queue) throws IOException {
        json.name("queue").beginObject();
        json.name("kind").value(queue.kind());
        json.name("dropped").value(queue.dropped());
        json.name("overLimits").value(queue.overLimits());
        json.name("requeues").value(queue.requeues());
        json.name("backlogPackets").value(queue.backlogPackets());
        json.name("backlogOctets").value(queue.backlogOctets());
        json.endObject();
    }
}
