package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.pathgauge.model.AgentXState;

/** Writes the state of the AgentX subagent as JSON. Members are named as in the model; undefined ones are absent. */
final class AgentXJson {
    private AgentXJson() {}

    /** The state without its subtrees. */
    static void state(JsonWriter json, AgentXState state) throws IOException {
        json.beginObject();
        json.name("status").value(state.status().yangName());
        json.name("master").value(state.master());
        if (state.since().isPresent()) {
            json.name("since").value(state.since().get().toString());
        }
        json.name("lastError").value(state.lastError());
        json.name("sessions").value(state.sessions());
        json.name("requests").value(state.requests());
        json.name("refused").value(state.refused());
        json.name("queued").value(state.queued());
        json.name("sent").value(state.sent());
        json.name("failed").value(state.failed());
        json.name("dropped").value(state.dropped());
        json.endObject();
    }

    /** A subtree. */
    static void subtree(JsonWriter json, AgentXState.Subtree subtree) throws IOException {
        json.beginObject();
        json.name("oid").value(subtree.oid());
        json.name("problem").value(subtree.problem());
        json.endObject();
    }
}
