package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints which sources show suspicious patterns, or did lately. */
@Command(
        name = "patterns",
        description = "SYN floods, port scans, ICMP and UDP floods by source prefix and interface, now and lately.")
final class PatternsCommand extends ShowCommand.Part {
    @Parameters(arity = "0..1", paramLabel = "INDEX", description = "Show this suspect only.")
    private String index;

    @Override
    String what() {
        return "patterns";
    }

    @Override
    String list() {
        return "suspects";
    }

    @Override
    String noun() {
        return "suspect";
    }

    @Override
    String wanted() {
        return index;
    }

    @Override
    void print(List<JsonObject> items, PrintWriter out) {
        state(header().getAsJsonObject("patterns"), out);
        if (items.isEmpty()) {
            return;
        }
        Table table = new Table()
                .right("index")
                .left("pattern")
                .left("source")
                .left("interface")
                .left("state")
                .right("value")
                .right("limit")
                .left("since")
                .left("last")
                .left("rule");
        for (JsonObject item : items) {
            boolean scan = item.get("kind").getAsString().equals("port-scan");
            table.row(List.of(
                    item.get("index").getAsString(),
                    item.get("kind").getAsString(),
                    item.get("source").getAsString(),
                    item.get("interface").getAsString(),
                    item.get("active").getAsBoolean() ? "active" : "over",
                    item.get("value").getAsString() + (scan ? " ports" : "/s"),
                    item.get("limit").getAsString() + (scan ? " ports" : "/s"),
                    item.get("first").getAsString(),
                    item.get("last").getAsString(),
                    item.has("rule") ? item.get("rule").getAsString() : "-"));
        }
        table.print(out);
    }

    private static void state(JsonObject patterns, PrintWriter out) {
        String problem = patterns.get("problem").getAsString();
        if (!patterns.get("running").getAsBoolean()) {
            out.println("Patterns are not looked for"
                    + (problem.isEmpty()
                            ? "; set \"enabled\": true in \"pathgauge-patterns:patterns\" of the configuration"
                            : ": " + problem));
        } else if (!problem.isEmpty()) {
            out.println("Problem: " + problem);
        }
        if (patterns.get("unnoted").getAsLong() > 0) {
            out.println(Units.count(patterns, "unnoted")
                    + " times a source could not be written down: the kernel's map was full");
        }
    }
}
