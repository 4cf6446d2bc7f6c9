package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what the kernel dropped, once or again and again. */
@Command(
        name = "drops",
        description = "Packets that the kernel, its queues and drivers dropped: all interfaces, or one in full.")
final class DropsCommand extends LivePart {
    @Parameters(arity = "0..1", paramLabel = "INTERFACE", description = "Show this interface in full.")
    private String name;

    @Override
    String what() {
        return "drops";
    }

    @Override
    String list() {
        return "dropInterfaces";
    }

    @Override
    String noun() {
        return "drops of an interface";
    }

    @Override
    String wanted() {
        return name;
    }

    @Override
    void print(List<JsonObject> items, PrintWriter out) {
        DropsTables.state(header().getAsJsonObject("drops"), out);
        if (name == null) {
            DropsTables.list(items, out);
        } else {
            items.forEach(item -> DropsTables.one(item, out));
        }
    }
}
