package org.pathgauge.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;

/**
 * The control command {@code history}: members {@code name}, {@code from}, {@code to} (RFC 3339), {@code
 * resolutionSeconds}, and if wanted {@code limit} and {@code measured}. The reply is one object a window and a last one
 * with {@code done}, {@code measured}, {@code truncated} and {@code problems}.
 */
public final class HistoryRequest {
    private HistoryRequest() {}

    /** Makes a request; without {@link HistoryReader.Query#measured} the agent takes what it measures now. */
    public static JsonObject of(HistoryReader.Query query) {
        JsonObject request = new JsonObject();
        request.addProperty("command", "history");
        request.addProperty("name", query.probe());
        request.addProperty("from", query.from().toString());
        request.addProperty("to", query.to().toString());
        request.addProperty("resolutionSeconds", query.resolution().toSeconds());
        request.addProperty("limit", query.limit());
        query.measured().ifPresent(measured -> request.addProperty("measured", measured));
        return request;
    }

    /** Writes one window as the agent does. */
    public static JsonObject window(Window window) {
        return JsonParser.parseString(text(window)).getAsJsonObject();
    }

    static void answer(JsonObject request, HistoryReader history, Snapshot snapshot, Writer out) throws IOException {
        HistoryReader.Query query;
        try {
            query = query(request, snapshot);
        } catch (DateTimeException | IllegalStateException | NullPointerException | IllegalArgumentException e) {
            Reply.error(out, "A history request has name, from, to, resolutionSeconds and limit: " + e.getMessage());
            return;
        }
        long seconds = query.resolution().toSeconds();
        if (seconds < 10 || seconds % 10 != 0) {
            Reply.error(out, "resolutionSeconds must be a multiple of 10, and is " + seconds);
            return;
        }
        HistoryReader.Answer answer = history.read(query);
        for (Window window : answer.windows()) {
            Reply.line(out, json -> SnapshotJson.window(json, window));
        }
        JsonObject done = Reply.done();
        done.addProperty("measured", answer.measured());
        done.addProperty("truncated", answer.truncated());
        JsonArray problems = new JsonArray();
        answer.problems().forEach(problems::add);
        done.add("problems", problems);
        Reply.line(out, done);
    }

    /** A probe that is configured now is asked for as it is measured now; of another one what there was last. */
    private static HistoryReader.Query query(JsonObject request, Snapshot snapshot) {
        String name = request.get("name").getAsString();
        Optional<String> asked = Optional.ofNullable(request.get("measured")).map(measured -> measured.getAsString());
        Optional<String> measured = asked.or(() -> snapshot.probes().stream()
                .map(stats -> stats.probe())
                .filter(probe -> probe.name().equals(name))
                .findFirst()
                .map(Probe::measured));
        return new HistoryReader.Query(
                name,
                measured,
                Instant.parse(request.get("from").getAsString()),
                Instant.parse(request.get("to").getAsString()),
                Duration.ofSeconds(request.get("resolutionSeconds").getAsLong()),
                request.get("limit") instanceof JsonPrimitive limit ? limit.getAsInt() : HistoryReader.MOST);
    }

    private static String text(Window window) {
        try {
            StringWriter text = new StringWriter(1024);
            SnapshotJson.window(new JsonWriter(text), window);
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every text", e);
        }
    }
}
