package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;

/** Writes the filter as JSON. Members are named as in the model; undefined ones are absent. */
final class FilterJson {
    private FilterJson() {}

    /** The state of the filter, without its rules. */
    static void state(JsonWriter json, Filter filter) throws IOException {
        json.beginObject();
        json.name("problem").value(filter.problem());
        json.endObject();
    }

    /** A rule and what it met. */
    static void rule(JsonWriter json, Filter.Hits hits) throws IOException {
        FilterRule rule = hits.rule();
        json.beginObject();
        json.name("index").value(rule.index());
        json.name("name").value(rule.name());
        json.name("order").value(rule.order());
        json.name("enabled").value(rule.enabled());
        json.name("action").value(rule.action().yangName());
        json.name("match").value(rule.matchText());
        json.name("problem").value(hits.problem());
        if (rule.expires().isPresent()) {
            json.name("expires").value(rule.expires().get().toString());
        }
        json.name("discontinuity").value(hits.discontinuity().toString());
        json.name("matched").value(hits.matched());
        json.name("matchedOctets").value(hits.matchedOctets());
        json.name("dropped").value(hits.dropped());
        json.name("droppedOctets").value(hits.droppedOctets());
        if (hits.last().isPresent()) {
            json.name("last").value(hits.last().get().toString());
        }
        json.endObject();
    }
}
