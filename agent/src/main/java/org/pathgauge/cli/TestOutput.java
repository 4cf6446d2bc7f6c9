package org.pathgauge.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;

/** Prints a one-shot test, as it goes and when it has ended. */
abstract sealed class TestOutput implements Consumer<JsonObject> {
    private JsonObject test = new JsonObject();

    /** The summary; empty before it came. */
    final JsonObject test() {
        return test;
    }

    @Override
    public final void accept(JsonObject item) {
        if (item.has("test")) {
            test = item.getAsJsonObject("test");
        } else {
            happened(item);
        }
    }

    /** Something happened while the test ran. */
    abstract void happened(JsonObject item);

    /** The test has ended. */
    abstract void print(PrintWriter out);

    /** One document at the end. */
    static final class Json extends TestOutput {
        private static final Gson GSON =
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

        private final JsonArray results = new JsonArray();

        @Override
        void happened(JsonObject item) {
            if (item.has("packet")) {
                results.add(item.get("packet"));
            }
        }

        @Override
        void print(PrintWriter out) {
            test().add("results", results);
            out.println(GSON.toJson(test()));
        }
    }

    /** A line for each packet, then a summary. */
    static final class Text extends TestOutput {
        private final PrintWriter out;
        private final JsonObject request;
        private final boolean quiet;
        private String address = "";

        Text(PrintWriter out, JsonObject request, boolean quiet) {
            this.out = out;
            this.request = request;
            this.quiet = quiet;
        }

        @Override
        void happened(JsonObject item) {
            if (quiet) {
                return;
            }
            if (item.has("address")) {
                address = item.get("address").getAsString();
                out.println(heading());
            } else if (item.has("packet")) {
                out.println(packet(item.getAsJsonObject("packet")));
            } else if (item.has("unsent")) {
                JsonObject unsent = item.getAsJsonObject("unsent");
                out.println(Units.count(unsent, "sequence") + ": not sent: " + Units.text(unsent, "reason"));
            } else if (item.has("skipped")) {
                out.println("(" + Units.count(item, "skipped") + " packets are not listed: the output was too slow)");
            }
            out.flush();
        }

        private String heading() {
            String pace = request.has("burst")
                    ? "in one burst"
                    : plainMillis(request.get("spacingNanos").getAsLong()) + " ms apart";
            return "Probing " + Units.text(request, "target") + " (" + address + ") with " + Units.text(request, "type")
                    + ": " + Units.count(request, "count") + " packets " + pace + ", timeout "
                    + Units.count(request, "timeoutMillis") + " ms";
        }

        private String packet(JsonObject packet) {
            String number = Units.count(packet, "sequence") + ": ";
            return switch (packet.get("outcome").getAsString()) {
                case "received" ->
                    number + "reply from " + address + " after " + Units.millis(packet, "rttNanos") + " ms";
                case "late" ->
                    number + "late reply from " + address + " after " + Units.millis(packet, "rttNanos")
                            + " ms, counts as lost";
                case "refused" -> number + "refused by " + address + ": the port is closed, counts as lost";
                default -> number + "lost, no reply within " + Units.count(request, "timeoutMillis") + " ms";
            };
        }

        private static String plainMillis(long nanos) {
            return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString();
        }

        private static final List<Line> LINES = Line.beforeDelays(
                new Line("sent", "sent", Units::count),
                new Line("received", "received", Units::count),
                new Line("lost", "lost", Units::count),
                new Line("loss/%", "lossPpm", Units::percent),
                new Line("late", "late", Units::count),
                new Line("duplicates", "duplicates", Units::count),
                new Line("reordered", "reordered", Units::count),
                new Line("unsent", "unsent", Units::count),
                new Line("longest loss burst", "longestLossBurst", Units::count));

        @Override
        void print(PrintWriter to) {
            if (!quiet) {
                to.println();
            }
            Table table = new Table().left("TEST").right(Units.text(test(), "address"));
            LINES.forEach(line -> table.row(List.of(line.title(), line.format().apply(test(), line.member()))));
            // Counts that are nothing in an ordinary test.
            for (String rare : List.of("undecided", "corrupt", "forged", "stale", "refused")) {
                if (test().get(rare).getAsLong() > 0) {
                    table.row(List.of(rare, Units.count(test(), rare)));
                }
            }
            table.print(to);
            for (JsonElement element : test().getAsJsonArray("icmpErrors")) {
                JsonObject error = element.getAsJsonObject();
                to.println(Units.text(error, "sender") + " sent ICMP error type " + Units.count(error, "type")
                        + " code " + Units.count(error, "code") + ", " + Units.count(error, "count") + " times");
            }
            if (!test().get("problem").getAsString().isEmpty()) {
                to.println("Not sent: " + Units.text(test(), "problem"));
            }
            if (test().get("stopped").getAsBoolean()) {
                to.println("The test was ended before its time.");
            }
        }
    }
}
