package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Lays out drops for people. */
final class DropsTables {
    private static final int REASONS_IN_LIST = 3;
    private static final JsonObject NOTHING = new JsonObject();

    private DropsTables() {}

    /** One line on the watching itself, when there is something to tell. */
    static void state(JsonObject drops, PrintWriter out) {
        String problem = drops.get("problem").getAsString();
        if (!drops.get("running").getAsBoolean()) {
            out.println(
                    "Drops are not watched; set \"enabled\": true in \"pathgauge-drops:drops\" of the configuration");
        }
        if (!problem.isEmpty()) {
            out.println(problem);
        }
        if (drops.get("missed").getAsLong() > 0) {
            out.println(Units.count(drops, "missed") + " drops happened while another one was being counted");
        }
    }

    static void list(List<JsonObject> interfaces, PrintWriter out) {
        Table table = new Table()
                .right("IFINDEX")
                .left("NAME")
                .right("DROPPED")
                .right("IN 10S")
                .right("IN 1MIN")
                .right("BENIGN")
                .right("QUEUE")
                .right("RX DROPPED")
                .right("TX DROPPED")
                .right("XDP FAILED")
                .left("MOSTLY");
        for (JsonObject i : interfaces) {
            JsonObject windows = i.getAsJsonObject("windows");
            table.row(List.of(
                    Units.count(i, "ifIndex"),
                    Units.text(i, "name"),
                    Units.count(i, "droppedPackets"),
                    Units.count(member(windows, "10s"), "droppedPackets"),
                    Units.count(member(windows, "1min"), "droppedPackets"),
                    Units.count(i, "benignPackets"),
                    Units.count(member(i, "queue"), "dropped"),
                    Units.count(member(i, "link"), "rxDropped"),
                    Units.count(member(i, "link"), "txDropped"),
                    Long.toString(objects(i, "xdpExceptions").stream()
                            .mapToLong(e -> e.get("packets").getAsLong())
                            .sum()),
                    mostly(i)));
        }
        table.print(out);
    }

    /** The reasons with most packets that are not benign. */
    private static String mostly(JsonObject of) {
        return objects(of, "reasons").stream()
                .filter(r -> !r.get("benign").getAsBoolean())
                .sorted(Comparator.comparingLong(
                                (JsonObject r) -> r.get("packets").getAsLong())
                        .reversed())
                .limit(REASONS_IN_LIST)
                .map(r -> Units.text(r, "name") + " " + Units.count(r, "packets"))
                .collect(Collectors.joining(", "));
    }

    static void one(JsonObject of, PrintWriter out) {
        out.println("Interface " + Units.text(of, "name") + " (ifIndex " + Units.count(of, "ifIndex")
                + "), counting since " + Units.text(of, "discontinuity"));
        out.println();
        Table reasons = new Table().left("REASON").left("KIND").right("PACKETS");
        objects(of, "reasons").stream()
                .sorted(Comparator.comparing((JsonObject r) -> r.get("benign").getAsBoolean())
                        .thenComparing(Comparator.comparingLong(
                                        (JsonObject r) -> r.get("packets").getAsLong())
                                .reversed()))
                .forEach(r -> reasons.row(List.of(
                        Units.text(r, "name"),
                        r.get("benign").getAsBoolean() ? "benign" : "drop",
                        Units.count(r, "packets"))));
        reasons.row(List.of("all", "drop", Units.count(of, "droppedPackets")));
        reasons.row(List.of("all", "benign", Units.count(of, "benignPackets")));
        reasons.print(out);
        out.println();
        Table windows = new Table()
                .left("WINDOW")
                .left("FROM")
                .left("TO")
                .right("DROPPED")
                .right("BENIGN");
        of.getAsJsonObject("windows").asMap().forEach((length, element) -> {
            JsonObject window = element.getAsJsonObject();
            windows.row(List.of(
                    length,
                    Units.text(window, "start"),
                    Units.text(window, "end"),
                    Units.count(window, "droppedPackets"),
                    Units.count(window, "benignPackets")));
        });
        windows.print(out);
        out.println();
        Table counters = new Table().left("COUNTED BY").left("COUNTER").right("VALUE");
        members(member(of, "link"), "kernel", counters);
        JsonObject queue = member(of, "queue");
        members(queue, "queue " + Units.text(queue, "kind"), counters);
        objects(of, "driver")
                .forEach(s -> counters.row(List.of("driver", Units.text(s, "name"), Units.count(s, "value"))));
        objects(of, "xdpExceptions")
                .forEach(e -> counters.row(
                        List.of("XDP", "failed with " + Units.text(e, "action"), Units.count(e, "packets"))));
        counters.print(out);
    }

    private static void members(JsonObject object, String by, Table counters) {
        for (String name : object.keySet()) {
            if (object.get(name).getAsJsonPrimitive().isNumber()) {
                counters.row(List.of(by, name, Units.count(object, name)));
            }
        }
    }

    private static JsonObject member(JsonObject object, String name) {
        return object.has(name) ? object.getAsJsonObject(name) : NOTHING;
    }

    private static List<JsonObject> objects(JsonObject object, String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonElement element : object.getAsJsonArray(name)) {
            objects.add(element.getAsJsonObject());
        }
        return objects;
    }
}
