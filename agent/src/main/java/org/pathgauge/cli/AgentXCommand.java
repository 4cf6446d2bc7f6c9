package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints how it goes with the host's SNMP agent. */
@Command(name = "agentx", description = "The session with the host's SNMP agent (snmpd), and what is registered there.")
final class AgentXCommand extends ShowCommand.Part {
    @Parameters(arity = "0..1", paramLabel = "OID", description = "Show this subtree only.")
    private String oid;

    @Override
    String what() {
        return "agentx";
    }

    @Override
    String list() {
        return "subtrees";
    }

    @Override
    String noun() {
        return "subtree";
    }

    @Override
    String wanted() {
        return oid;
    }

    @Override
    void print(List<JsonObject> items, PrintWriter out) {
        JsonObject state = header().getAsJsonObject("agentx");
        String status = state.get("status").getAsString();
        if (status.equals("off")) {
            out.println("AgentX is off; set \"enabled\": true in \"agentx\" of \"snmp\" in the configuration");
            return;
        }
        out.println("Master: " + state.get("master").getAsString());
        out.println("Status: " + status
                + (state.has("since") ? " since " + state.get("since").getAsString() : ""));
        if (!state.get("lastError").getAsString().isEmpty()) {
            out.println("Last error: " + state.get("lastError").getAsString());
        }
        out.println("Sessions: " + Units.count(state, "sessions") + " opened, " + Units.count(state, "requests")
                + " requests answered");
        out.println("Notifications: " + Units.count(state, "sent") + " sent, " + Units.count(state, "queued")
                + " waiting, " + Units.count(state, "failed") + " refused, " + Units.count(state, "dropped")
                + " dropped");
        if (!items.isEmpty()) {
            Table table = new Table().left("subtree").left("registered");
            for (JsonObject item : items) {
                String problem = item.get("problem").getAsString();
                table.row(List.of(item.get("oid").getAsString(), problem.isEmpty() ? "yes" : "no: " + problem));
            }
            table.print(out);
        }
    }
}
