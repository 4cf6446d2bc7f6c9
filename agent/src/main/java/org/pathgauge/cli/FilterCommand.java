package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the rules of the filter in their order, and what they met. */
@Command(name = "filter", description = "Rules of the filter in their order, and what they met.")
final class FilterCommand extends ShowCommand.Part {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show the rule of this name only.")
    private String name;

    @Override
    String what() {
        return "filter";
    }

    @Override
    String list() {
        return "rules";
    }

    @Override
    String noun() {
        return "filter rule";
    }

    @Override
    String wanted() {
        return name;
    }

    @Override
    void print(List<JsonObject> items, PrintWriter out) {
        String problem = header().getAsJsonObject("filter").get("problem").getAsString();
        if (!problem.isEmpty()) {
            out.println("Problem: " + problem);
        }
        if (items.isEmpty()) {
            return;
        }
        Table table = new Table()
                .right("order")
                .left("rule")
                .left("action")
                .left("packets")
                .right("matched")
                .right("dropped")
                .left("last")
                .left("note");
        items.stream()
                .sorted(Comparator.comparingLong(i -> i.get("order").getAsLong()))
                .forEach(item -> table.row(List.of(
                        item.get("order").getAsString(),
                        item.get("name").getAsString(),
                        item.get("enabled").getAsBoolean()
                                ? item.get("action").getAsString()
                                : "(" + item.get("action").getAsString() + ")",
                        item.get("match").getAsString(),
                        Units.count(item, "matched"),
                        Units.count(item, "dropped"),
                        item.has("last") ? item.get("last").getAsString() : "-",
                        note(item))));
        table.print(out);
    }

    private static String note(JsonObject item) {
        if (!item.get("enabled").getAsBoolean()) {
            return "disabled";
        }
        String problem = item.get("problem").getAsString();
        if (!problem.isEmpty()) {
            return "never matches: " + problem;
        }
        return item.has("expires") ? "until " + item.get("expires").getAsString() : "-";
    }
}
