package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Patterns;

/** Writes suspicious patterns as JSON. Members are named as in the model; undefined ones are absent. */
final class PatternsJson {
    private PatternsJson() {}

    /** The state of the watch, without its suspects. */
    static void state(JsonWriter json, Patterns patterns) throws IOException {
        Patterns.Counters counters = patterns.counters();
        json.beginObject();
        json.name("running").value(patterns.running());
        json.name("problem").value(patterns.problem());
        json.name("intervals").value(counters.intervals());
        json.name("unnoted").value(counters.unnoted());
        json.name("unlisted").value(counters.unlisted());
        json.name("unreadable").value(counters.unreadable());
        json.name("refusedRules").value(counters.refusedRules());
        json.endObject();
    }

    /** A suspect. */
    static void suspect(JsonWriter json, Patterns.Suspect suspect) throws IOException {
        json.beginObject();
        json.name("index").value(suspect.index());
        json.name("kind").value(suspect.kind().yangName());
        json.name("ifIndex").value(suspect.ifIndex());
        json.name("interface").value(suspect.interfaceName());
        json.name("source").value(AddressText.of(suspect.source()));
        json.name("active").value(suspect.active());
        json.name("value").value(suspect.value());
        json.name("limit").value(suspect.limit());
        json.name("first").value(suspect.first().toString());
        json.name("last").value(suspect.last().toString());
        if (suspect.rule().isPresent()) {
            json.name("rule").value(suspect.rule().get());
        }
        json.endObject();
    }
}
