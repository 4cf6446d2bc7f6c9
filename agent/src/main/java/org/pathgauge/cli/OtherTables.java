package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/** Lays out interfaces for people. */
final class OtherTables {
    private OtherTables() {}

    static void interfaces(List<JsonObject> interfaces, PrintWriter out) {
        Table table = new Table()
                .right("IFINDEX")
                .left("NAME")
                .left("WANTED")
                .left("HOOK")
                .right("DROPPED")
                .right("OCTETS")
                .right("PASSED")
                .right("OCTETS")
                .right("STAMPED")
                .left("PROBLEM");
        for (JsonObject i : interfaces) {
            table.row(List.of(
                    Units.count(i, "ifIndex"),
                    Units.text(i, "name"),
                    Units.text(i, "configuredHook"),
                    Units.text(i, "hook"),
                    Units.count(i, "droppedPackets"),
                    Units.count(i, "droppedOctets"),
                    Units.count(i, "passedPackets"),
                    Units.count(i, "passedOctets"),
                    Units.count(i, "stamped"),
                    Units.text(i, "problem")));
        }
        table.print(out);
    }

    static void oneInterface(JsonObject i, PrintWriter out) {
        String problem = i.get("problem").getAsString();
        out.println("Interface " + Units.text(i, "name") + " (ifIndex " + Units.count(i, "ifIndex") + "), hook "
                + Units.text(i, "hook") + ", wanted " + Units.text(i, "configuredHook") + ", counting since "
                + Units.text(i, "discontinuity"));
        if (!problem.isEmpty()) {
            out.println("  " + problem);
        }
        out.println();
        Table ingress =
                new Table().left("INGRESS").left("REASON").right("PACKETS").right("OCTETS");
        for (JsonElement element : i.getAsJsonArray("ingress")) {
            JsonObject count = element.getAsJsonObject();
            ingress.row(List.of(
                    Units.text(count, "verdict"),
                    Units.text(count, "reason"),
                    Units.count(count, "packets"),
                    Units.count(count, "octets")));
        }
        ingress.print(out);
        out.println();
        Table egress = new Table().left("EGRESS").right("PACKETS");
        egress.row(List.of("stamped", Units.count(i, "stamped")));
        egress.row(List.of("forged", Units.count(i, "egressForged")));
        egress.row(List.of("unknown probe", Units.count(i, "egressUnknown")));
        egress.print(out);
    }
}
