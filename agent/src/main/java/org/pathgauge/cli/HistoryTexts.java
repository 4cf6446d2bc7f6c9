package org.pathgauge.cli;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Writes a history for programs. */
final class HistoryTexts {
    private static final List<String> COLUMNS = List.of(
            "start",
            "end",
            "slots",
            "sent",
            "received",
            "lost",
            "late",
            "duplicates",
            "reordered",
            "unsent",
            "lossPpm",
            "lossPeriods",
            "longestLossBurst",
            "rttMinNanos",
            "rttMeanNanos",
            "rttStddevNanos",
            "rttP50Nanos",
            "rttP90Nanos",
            "rttP95Nanos",
            "rttP99Nanos",
            "rttP999Nanos",
            "rttMaxNanos",
            "ipdvMinNanos",
            "ipdvMaxNanos",
            "ipdvMeanAbsNanos",
            "jitterNanos",
            "pdvP95Nanos",
            "pdvMaxNanos");

    private HistoryTexts() {}

    static void json(
            String probe,
            String measured,
            Duration step,
            boolean truncated,
            List<JsonObject> windows,
            PrintWriter out) {
        try {
            JsonWriter writer = new JsonWriter(out);
            writer.setIndent("  ");
            writer.beginObject();
            writer.name("probe").value(probe);
            writer.name("measured").value(measured);
            writer.name("resolutionSeconds").value(step.toSeconds());
            writer.name("truncated").value(truncated);
            writer.name("windows").beginArray();
            for (JsonObject window : windows) {
                writer.jsonValue(window.toString());
            }
            writer.endArray();
            writer.endObject();
            writer.flush();
            out.println();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 4180, but with the line ends of the system; no value needs quotes. */
    static void csv(List<JsonObject> windows, PrintWriter out) {
        out.println(String.join(",", COLUMNS));
        for (JsonObject window : windows) {
            StringBuilder line = new StringBuilder();
            for (String column : COLUMNS) {
                line.append(line.isEmpty() ? "" : ",");
                line.append(window.has(column) ? window.get(column).getAsString() : "");
            }
            out.println(line);
        }
    }
}
