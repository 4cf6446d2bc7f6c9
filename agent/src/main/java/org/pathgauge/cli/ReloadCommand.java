package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Has the running agent read its configuration file again. */
@Command(
        name = "reload",
        description = "Have the running agent read its configuration file again; a wrong file changes nothing.")
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private StateOption state;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JsonObject reply = Ask.agent(state.dir(), Ask.request("reload"), item -> {});
        if (reply.has("errors")) {
            List<String> lines = new ArrayList<>();
            for (JsonElement error : reply.getAsJsonArray("errors")) {
                lines.add(error.getAsString());
            }
            lines.add(reply.get("error").getAsString() + ".");
            throw new CliException(ExitCode.CONFIGURATION, lines);
        }
        if (reply.getAsJsonArray("changes").isEmpty()) {
            out.println("Nothing changed.");
        }
        for (JsonElement change : reply.getAsJsonArray("changes")) {
            out.println(change.getAsString());
        }
        return ExitCode.OK;
    }
}
