package org.pathgauge.cli;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

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

    /** One JSON document, begun with the first window. */
    static final class Json {
        private final String probe;
        private final Duration step;
        private final PrintWriter out;
        private final JsonWriter writer;
        private boolean begun;

        Json(String probe, Duration step, PrintWriter out) {
            this.probe = probe;
            this.step = step;
            this.out = out;
            this.writer = new JsonWriter(out);
            writer.setIndent("  ");
        }

        void add(String measured, List<JsonObject> windows) {
            try {
                if (!begun && !windows.isEmpty()) {
                    begun = true;
                    writer.beginObject();
                    writer.name("probe").value(probe);
                    writer.name("measured").value(measured);
                    writer.name("resolutionSeconds").value(step.toSeconds());
                    writer.name("windows").beginArray();
                }
                for (JsonObject window : windows) {
                    writer.jsonValue(window.toString());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void end() {
            try {
                writer.endArray();
                writer.endObject();
                writer.flush();
                out.println();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The line of names, RFC 4180, but with the line ends of the system; no value needs quotes. */
    static String csvNames() {
        return String.join(",", COLUMNS);
    }

    /** One window as {@link #csvNames} names its values. */
    static String csv(JsonObject window) {
        return COLUMNS.stream()
                .map(column -> window.has(column) ? window.get(column).getAsString() : "")
                .collect(Collectors.joining(","));
    }
}
