package org.pathgauge.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/** Lays out alarms for people. */
final class AlarmTables {
    private AlarmTables() {}

    static void alarms(List<JsonObject> alarms, PrintWriter out) {
        Table table = new Table()
                .right("ID")
                .left("KIND")
                .left("RESOURCE")
                .left("TYPE")
                .left("QUALIFIER")
                .left("SEVERITY")
                .left("STATE")
                .left("OPERATOR")
                .left("RAISED")
                .left("CLEARED")
                .left("TEXT");
        for (JsonObject a : alarms) {
            table.row(List.of(
                    Units.count(a, "id"),
                    Units.text(a, "kind"),
                    Units.text(a, "resource"),
                    Units.text(a, "type"),
                    Units.text(a, "qualifier"),
                    Units.text(a, "severity"),
                    state(a),
                    operator(a),
                    Units.text(a, "raised"),
                    Units.text(a, "cleared"),
                    Units.text(a, "text")));
        }
        table.print(out);
    }

    static void shelved(List<JsonObject> alarms, PrintWriter out) {
        Table table = new Table()
                .right("ID")
                .left("SHELF")
                .left("KIND")
                .left("RESOURCE")
                .left("TYPE")
                .left("QUALIFIER")
                .left("SEVERITY")
                .left("STATE")
                .left("CHANGED")
                .left("TEXT");
        for (JsonObject a : alarms) {
            table.row(List.of(
                    Units.count(a, "id"),
                    Units.text(a, "shelf"),
                    Units.text(a, "kind"),
                    Units.text(a, "resource"),
                    Units.text(a, "type"),
                    Units.text(a, "qualifier"),
                    Units.text(a, "severity"),
                    state(a),
                    Units.text(a, "changed"),
                    Units.text(a, "text")));
        }
        table.print(out);
    }

    private static String state(JsonObject alarm) {
        return alarm.get("active").getAsBoolean() ? "active" : "cleared";
    }

    /** What a person said last, and who. */
    private static String operator(JsonObject alarm) {
        String state = alarm.get("operatorState").getAsString();
        JsonArray changes = alarm.getAsJsonArray("operatorChanges");
        return changes.isEmpty()
                ? Units.UNDEFINED
                : state + " by "
                        + changes.get(changes.size() - 1)
                                .getAsJsonObject()
                                .get("operator")
                                .getAsString();
    }
}
