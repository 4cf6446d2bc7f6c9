package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pathgauge.model.WindowLength;

/** Lays out probes for people. */
final class ProbeTables {
    static final List<String> WINDOWS =
            Arrays.stream(WindowLength.values()).map(WindowLength::label).toList();

    private static final List<String> BRIEF = List.of("index", "name", "target", "state");
    private static final List<String> BRIEF_WINDOW = List.of(
            "sent", "lost", "lossPpm", "rttMinNanos", "rttP50Nanos", "rttP99Nanos", "rttMaxNanos", "jitterNanos");

    private ProbeTables() {}

    /** What {@link #list} shows of a probe: the rest of 10,000 probes would not fit into a small heap. */
    static JsonObject brief(JsonObject probe, String window) {
        JsonObject windows = new JsonObject();
        JsonObject whole = probe.getAsJsonObject("windows").getAsJsonObject(window);
        if (whole != null) {
            windows.add(window, only(whole, BRIEF_WINDOW));
        }
        JsonObject brief = only(probe, BRIEF);
        brief.add("windows", windows);
        return brief;
    }

    private static JsonObject only(JsonObject whole, List<String> members) {
        JsonObject part = new JsonObject();
        members.stream().filter(whole::has).forEach(m -> part.add(m, whole.get(m)));
        return part;
    }

    static void list(List<JsonObject> probes, String window, PrintWriter out) {
        Table table = new Table()
                .right("INDEX")
                .left("NAME")
                .left("TARGET")
                .left("STATE")
                .right("SENT")
                .right("LOST")
                .right("LOSS/%")
                .right("MIN/ms")
                .right("P50/ms")
                .right("P99/ms")
                .right("MAX/ms")
                .right("JITTER/ms");
        for (JsonObject probe : probes) {
            JsonObject w = probe.getAsJsonObject("windows").getAsJsonObject(window);
            JsonObject values = w == null ? new JsonObject() : w;
            table.row(List.of(
                    Units.count(probe, "index"),
                    Units.text(probe, "name"),
                    Units.text(probe, "target"),
                    Units.text(probe, "state"),
                    Units.count(values, "sent"),
                    Units.count(values, "lost"),
                    Units.percent(values, "lossPpm"),
                    Units.millis(values, "rttMinNanos"),
                    Units.millis(values, "rttP50Nanos"),
                    Units.millis(values, "rttP99Nanos"),
                    Units.millis(values, "rttMaxNanos"),
                    Units.millis(values, "jitterNanos")));
        }
        table.print(out);
    }

    static void one(JsonObject probe, PrintWriter out) {
        String reason = probe.get("stateReason").getAsString();
        out.println("Probe " + Units.text(probe, "name") + " (index " + Units.count(probe, "index") + "): "
                + Units.text(probe, "state") + (reason.isEmpty() ? "" : ", " + reason));
        out.println("  " + Units.text(probe, "type") + " to " + Units.text(probe, "target")
                + (probe.has("port") ? " port " + Units.count(probe, "port") : "") + " ("
                + Units.text(probe, "address") + "), every " + Units.count(probe, "intervalMillis")
                + " ms, timeout " + Units.count(probe, "timeoutMillis") + " ms, payload "
                + Units.count(probe, "size") + " octets, DSCP " + Units.count(probe, "dscp") + ", TTL "
                + Units.count(probe, "ttl"));
        out.println();
        totals(probe.getAsJsonObject("totals"), out);
        out.println();
        windows(probe.getAsJsonObject("windows"), out);
        if (!probe.getAsJsonArray("icmpErrors").isEmpty()) {
            out.println();
            icmpErrors(probe, out);
        }
        if (probe.has("results")) {
            out.println();
            results(probe, out);
        }
    }

    private static void results(JsonObject probe, PrintWriter out) {
        Table table = new Table().right("SEQUENCE").left("SENT").left("OUTCOME").right("RTT/ms");
        for (JsonElement element : probe.getAsJsonArray("results")) {
            JsonObject result = element.getAsJsonObject();
            table.row(List.of(
                    Units.count(result, "sequence"),
                    Units.text(result, "sent"),
                    Units.text(result, "outcome"),
                    Units.millis(result, "rttNanos")));
        }
        table.print(out);
        if (probe.getAsJsonArray("results").isEmpty()) {
            out.println(
                    probe.get("samples").getAsBoolean()
                            ? "No result is kept yet; /probes/results in the configuration says how many are."
                            : "This probe keeps no results: they need \"samples\": true in its configuration.");
        }
    }

    private static void totals(JsonObject totals, PrintWriter out) {
        Table table = new Table().left("TOTAL SINCE").right(Units.text(totals, "discontinuity"));
        for (String member : List.of(
                "sent",
                "received",
                "late",
                "duplicates",
                "corrupt",
                "forged",
                "stale",
                "refused",
                "reordered",
                "unsent")) {
            table.row(List.of(member, Units.count(totals, member)));
        }
        table.row(List.of("ICMP errors", Units.count(totals, "icmpErrors")));
        table.row(List.of("last RTT/ms", Units.millis(totals, "lastRttNanos")));
        table.row(List.of("RFC 3550 jitter/ms", Units.millis(totals, "jitterNanos")));
        table.print(out);
    }

    private static final List<Line> LINES = Line.beforeDelays(
            new Line("end", "end", Units::text),
            new Line("slots with data", "slots", Units::count),
            new Line("sent", "sent", Units::count),
            new Line("received", "received", Units::count),
            new Line("lost", "lost", Units::count),
            new Line("late", "late", Units::count),
            new Line("duplicates", "duplicates", Units::count),
            new Line("reordered", "reordered", Units::count),
            new Line("unsent", "unsent", Units::count),
            new Line("loss/%", "lossPpm", Units::percent),
            new Line("loss periods", "lossPeriods", Units::count),
            new Line("longest loss burst", "longestLossBurst", Units::count));

    private static void windows(JsonObject windows, PrintWriter out) {
        Table table = new Table().left("WINDOW");
        WINDOWS.forEach(table::right);
        for (Line line : LINES) {
            List<String> cells = new ArrayList<>();
            cells.add(line.title());
            for (String length : WINDOWS) {
                JsonObject window = windows.getAsJsonObject(length);
                cells.add(window == null ? Units.UNDEFINED : line.format().apply(window, line.member()));
            }
            table.row(cells);
        }
        table.print(out);
    }

    private static void icmpErrors(JsonObject probe, PrintWriter out) {
        Table table = new Table()
                .left("ICMP ERROR FROM")
                .right("TYPE")
                .right("CODE")
                .right("COUNT")
                .left("LAST");
        for (JsonElement element : probe.getAsJsonArray("icmpErrors")) {
            JsonObject error = element.getAsJsonObject();
            table.row(List.of(
                    Units.text(error, "sender"),
                    Units.count(error, "type"),
                    Units.count(error, "code"),
                    Units.count(error, "count"),
                    Units.text(error, "last")));
        }
        table.print(out);
    }
}
