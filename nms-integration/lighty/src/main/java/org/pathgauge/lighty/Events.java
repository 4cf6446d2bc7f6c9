package org.pathgauge.lighty;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.PrintStream;

/** What the manager tells: a JSON object a line, each with the kind of event and the agent it is about. */
final class Events {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final PrintStream out;

    Events(final PrintStream out) {
        this.out = out;
    }

    /** A line with details besides. */
    synchronized void tell(final String event, final String agent, final JsonObject details) {
        final var line = new JsonObject();
        line.addProperty("event", event);
        line.addProperty("agent", agent);
        details.asMap().forEach(line::add);
        out.println(GSON.toJson(line));
        out.flush();
    }

    /** A line with a detail for people. */
    void tell(final String event, final String agent, final String text) {
        final var details = new JsonObject();
        details.addProperty("text", text);
        tell(event, agent, details);
    }
}
