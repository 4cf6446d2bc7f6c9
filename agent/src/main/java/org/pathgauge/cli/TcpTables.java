package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lays out what was measured of TCP for people. */
final class TcpTables {
    private static final List<String> BRIEF =
            List.of("index", "direction", "peer", "prefixLength", "port", "namespace", "owner", "active");
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    private static final List<Line> TOTALS = counts(List.of());
    private static final List<Line> WINDOW = counts(List.of(
            new Line("retransmission/%", "retransmissionPpm", Units::percent),
            new Line("connect mean/ms", "connectMeanNanos", Units::millis),
            new Line("connect p50/ms", "connectP50Nanos", Units::millis),
            new Line("connect p90/ms", "connectP90Nanos", Units::millis),
            new Line("connect p99/ms", "connectP99Nanos", Units::millis),
            new Line("RTT mean/ms", "rttMeanNanos", Units::millis),
            new Line("RTT p50/ms", "rttP50Nanos", Units::millis),
            new Line("RTT p90/ms", "rttP90Nanos", Units::millis),
            new Line("RTT p99/ms", "rttP99Nanos", Units::millis),
            new Line("session mean/ms", "sessionMeanNanos", Units::millis)));

    private TcpTables() {}

    private static List<Line> counts(List<Line> more) {
        return Stream.concat(
                        Stream.of(
                                new Line("opened", "opened", Units::count),
                                new Line("failed", "failed", Units::count),
                                new Line("refused", "refused", Units::count),
                                new Line("reset", "reset", Units::count),
                                new Line("closed", "closed", Units::count),
                                new Line("octets in", "octetsIn", Units::count),
                                new Line("octets out", "octetsOut", Units::count),
                                new Line("segments out", "segmentsOut", Units::count),
                                new Line("retransmitted", "retransmitted", Units::count),
                                new Line("connect times", "connectSamples", Units::count),
                                new Line("RTTs sampled", "rttSamples", Units::count),
                                new Line("sessions timed", "sessionSamples", Units::count),
                                new Line("RTT min/ms", "rttMinNanos", Units::millis)),
                        more.stream())
                .toList();
    }

    /** What {@link #list} shows of a row: histograms of thousands of them would not fit into a small heap. */
    static JsonObject brief(JsonObject row, String window) {
        JsonObject brief = new JsonObject();
        BRIEF.stream().filter(row::has).forEach(m -> brief.add(m, row.get(m)));
        JsonObject windows = new JsonObject();
        if (row.getAsJsonObject("windows").has(window)) {
            windows.add(window, window(row, window));
        }
        brief.add("windows", windows);
        return brief;
    }

    /** The window of a length; an empty object while there is none. */
    static JsonObject window(JsonObject row, String length) {
        JsonObject window = row.getAsJsonObject("windows").getAsJsonObject(length);
        return window == null ? new JsonObject() : window;
    }

    /** One line on the measurement itself, when there is something to tell. */
    static void state(JsonObject tcp, PrintWriter out) {
        String problem = tcp.get("problem").getAsString();
        if (!tcp.get("running").getAsBoolean()) {
            out.println("TCP is not measured"
                    + (problem.isEmpty()
                            ? "; set \"enabled\": true in \"pathgauge-tcp:tcp\" of the configuration"
                            : ": " + problem));
            return;
        }
        if (!problem.isEmpty()) {
            out.println("Problem: " + problem);
        }
        if (tcp.get("missed").getAsLong() > 0) {
            out.println(Units.count(tcp, "missed") + " events are in no row: the kernel was short of memory");
        }
    }

    /**
     * The rows in a given order.
     *
     * @param most how many of them; the rest is told by its number
     */
    static void list(List<JsonObject> rows, String window, int most, PrintWriter out) {
        boolean namespaces = rows.stream()
                        .filter(r -> r.has("namespace"))
                        .mapToLong(r -> r.get("namespace").getAsLong())
                        .distinct()
                        .count()
                > 1;
        Table table = new Table().right("INDEX").left("DIRECTION").left("PEER").right("PORT");
        if (namespaces) {
            table.right("NETNS");
        }
        table.left("OWNER")
                .right("ACTIVE")
                .right("OPENED")
                .right("FAILED")
                .right("REFUSED")
                .right("RESET")
                .right("IN/B")
                .right("OUT/B")
                .right("RETR/%")
                .right("CONN p50/ms")
                .right("RTT p50/ms")
                .right("RTT p99/ms");
        for (JsonObject row : rows.subList(0, Math.min(most, rows.size()))) {
            table.row(cells(row, window, namespaces));
        }
        table.print(out);
        if (rows.size() > most) {
            out.println("and " + (rows.size() - most) + " rows more");
        }
    }

    private static List<String> cells(JsonObject row, String length, boolean namespaces) {
        JsonObject w = window(row, length);
        List<String> cells = new ArrayList<>(
                List.of(Units.count(row, "index"), Units.text(row, "direction"), peer(row), Units.count(row, "port")));
        if (namespaces) {
            cells.add(Units.count(row, "namespace"));
        }
        cells.addAll(List.of(
                owner(row),
                Units.count(row, "active"),
                Units.count(w, "opened"),
                Units.count(w, "failed"),
                Units.count(w, "refused"),
                Units.count(w, "reset"),
                Units.octets(w, "octetsIn"),
                Units.octets(w, "octetsOut"),
                Units.percent(w, "retransmissionPpm"),
                Units.millis(w, "connectP50Nanos"),
                Units.millis(w, "rttP50Nanos"),
                Units.millis(w, "rttP99Nanos")));
        return cells;
    }

    private static String peer(JsonObject row) {
        if (!row.has("peer")) {
            return "all others";
        }
        String peer = row.get("peer").getAsString();
        int bits = row.get("prefixLength").getAsInt();
        return bits == (peer.contains(":") ? V6_BITS : V4_BITS) ? peer : peer + "/" + bits;
    }

    /** The unit where there is one, as it outlives its processes. */
    private static String owner(JsonObject row) {
        JsonObject owner = row.getAsJsonObject("owner");
        if (owner == null) {
            return Units.UNDEFINED;
        }
        String command = Units.text(owner, "command");
        return owner.has("unit") ? Units.text(owner, "unit") : command + "[" + Units.count(owner, "pid") + "]";
    }

    /** A row with everything but its histograms. */
    static void one(JsonObject row, PrintWriter out) {
        out.println("TCP row " + Units.count(row, "index") + ": " + Units.text(row, "direction") + ", "
                + (row.has("peer")
                        ? peer(row) + " port " + Units.count(row, "port") + ", network namespace "
                                + Units.count(row, "namespace")
                        : "all that is in no other row"));
        JsonElement owner = row.get("owner");
        if (owner instanceof JsonObject known) {
            out.println("  owner " + Units.text(known, "command") + ", process " + Units.count(known, "pid")
                    + (known.has("unit") ? ", " + Units.text(known, "unit") : ""));
        }
        out.println("  " + Units.count(row, "active") + " connections are established now");
        out.println();
        JsonObject totals = row.getAsJsonObject("totals");
        Table table = new Table().left("TOTAL SINCE").right(Units.text(totals, "discontinuity"));
        TOTALS.forEach(line -> table.row(List.of(line.title(), line.format().apply(totals, line.member()))));
        table.row(List.of("smoothed RTT/ms", Units.millis(totals, "srttNanos")));
        table.print(out);
        out.println();
        windows(row, out);
    }

    private static void windows(JsonObject row, PrintWriter out) {
        Table table = new Table().left("WINDOW");
        ProbeTables.WINDOWS.forEach(table::right);
        for (Line line : WINDOW) {
            List<String> cells = new ArrayList<>();
            cells.add(line.title());
            ProbeTables.WINDOWS.forEach(length -> cells.add(line.format().apply(window(row, length), line.member())));
            table.row(cells);
        }
        table.print(out);
    }
}
