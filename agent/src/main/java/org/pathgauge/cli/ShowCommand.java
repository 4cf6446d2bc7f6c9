package org.pathgauge.cli;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the running agent knows, all of it from one snapshot. */
@Command(
        name = "show",
        description = "Show what the running agent measures.",
        subcommands = {
            ShowCommand.Probes.class,
            ShowCommand.Interfaces.class,
            ShowCommand.Alarms.class,
            TcpCommand.class,
            DropsCommand.class,
            FilterCommand.class,
            PatternsCommand.class,
            AgentXCommand.class,
            HistoryCommand.class
        })
final class ShowCommand {
    private ShowCommand() {}

    /** What all of them have in common. */
    abstract static class Part implements Callable<Integer> {
        @Mixin
        private StateOption state;

        @Option(
                names = "--json",
                description = "One JSON document; delays in ns, ratios in ppm, undefined ones absent.")
        private boolean json;

        @Spec
        private CommandSpec spec;

        private JsonObject header = new JsonObject();

        /** What is asked for. */
        abstract String what();

        /** The one that is wanted; null for all, as picocli leaves it. */
        abstract String wanted();

        final boolean json() {
            return json;
        }

        /** The member of the document that has the items. */
        String list() {
            return what();
        }

        /** What the agent told besides items, in the newest answer. */
        final JsonObject header() {
            return header;
        }

        abstract void print(List<JsonObject> items, PrintWriter out);

        @Override
        public final Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            int found = json ? printJson(out) : printTables(out);
            out.flush();
            if (found == 0 && wanted() != null) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "The agent has no " + noun() + " named \"" + wanted() + "\": 'pathgauge show " + what()
                                + "' lists all");
            }
            return ExitCode.OK;
        }

        /** What one of the items is called. */
        String noun() {
            return what();
        }

        /** Prints the table, or one after the other. */
        int printTables(PrintWriter out) {
            return printTable(out);
        }

        final int printTable(PrintWriter out) {
            List<JsonObject> items = new ArrayList<>();
            ask(item -> items.add(brief(item)));
            out.println("Snapshot " + header.get("snapshot").getAsLong() + " of "
                    + header.get("time").getAsString() + subtitle());
            print(items, out);
            return items.size();
        }

        /** Whether each item comes with its newest results. */
        boolean results() {
            return false;
        }

        /** What the table needs of an item. */
        JsonObject brief(JsonObject item) {
            return item;
        }

        String subtitle() {
            return "";
        }

        private int printJson(PrintWriter out) {
            int[] found = {0};
            try {
                JsonWriter writer = new JsonWriter(out);
                writer.setIndent("  ");
                writer.beginObject();
                ask(item -> {
                    try {
                        if (found[0]++ == 0) {
                            beginDocument(writer);
                        }
                        writer.jsonValue(item.toString());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                if (found[0] == 0) {
                    beginDocument(writer);
                }
                writer.endArray();
                writer.endObject();
                writer.flush();
                out.println();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found[0];
        }

        private void beginDocument(JsonWriter writer) throws IOException {
            for (var member : header.entrySet()) {
                writer.name(member.getKey()).jsonValue(member.getValue().toString());
            }
            writer.name(list()).beginArray();
        }

        private void ask(Consumer<JsonObject> items) {
            JsonObject request = Ask.request("show");
            request.addProperty("what", what());
            if (wanted() != null) {
                request.addProperty("name", wanted());
            }
            request.addProperty("results", results());
            Ask.agent(state.dir(), request, item -> {
                if (item.has("snapshot")) {
                    header = item;
                } else {
                    items.accept(item);
                }
            });
        }
    }

    @Command(name = "probes", description = "Probes with the statistics of one window, or one probe with all of them.")
    static final class Probes extends Part {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show this probe in full.")
        private String name;

        private String window;

        @Option(
                names = "--window",
                defaultValue = "1min",
                description = "Window of the list: 10s, 1min, 5min or 15min (default: ${DEFAULT-VALUE}).")
        private void setWindow(String label) {
            if (!ProbeTables.WINDOWS.contains(label)) {
                throw new ParameterException(
                        own.commandLine(), "--window must be one of " + String.join(", ", ProbeTables.WINDOWS));
            }
            window = label;
        }

        @Option(
                names = "--results",
                description = "With the newest results, packet by packet; needs NAME, unless with --json.")
        private boolean results;

        @Spec
        private CommandSpec own;

        @Override
        boolean results() {
            if (results && name == null && !json()) {
                throw new ParameterException(own.commandLine(), "--results needs the NAME of a probe, or --json");
            }
            return results;
        }

        @Override
        String what() {
            return "probes";
        }

        @Override
        String wanted() {
            return name;
        }

        @Override
        JsonObject brief(JsonObject item) {
            return name == null ? ProbeTables.brief(item, window) : item;
        }

        @Override
        String subtitle() {
            return name == null ? ", window " + window : "";
        }

        @Override
        void print(List<JsonObject> items, PrintWriter out) {
            if (name == null) {
                ProbeTables.list(items, window, out);
            } else {
                items.forEach(item -> ProbeTables.one(item, out));
            }
        }
    }

    @Command(
            name = "interfaces",
            description = "Watched interfaces: hook in force, packets dropped and passed by reason.")
    static final class Interfaces extends Part {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show this interface with every reason.")
        private String name;

        @Override
        String what() {
            return "interfaces";
        }

        @Override
        String wanted() {
            return name;
        }

        @Override
        void print(List<JsonObject> items, PrintWriter out) {
            if (name == null) {
                OtherTables.interfaces(items, out);
            } else {
                items.forEach(item -> OtherTables.oneInterface(item, out));
            }
        }
    }

    @Command(name = "alarms", description = "Alarms that are active, or were and still have their place in the list.")
    static final class Alarms extends Part {
        @Parameters(
                arity = "0..1",
                paramLabel = "NAME",
                description = "Only those about the probe or other resource of this name.")
        private String name;

        @Option(names = "--shelved", description = "Those that lie on shelves instead.")
        private boolean shelved;

        @Override
        String what() {
            return shelved ? "shelved" : "alarms";
        }

        @Override
        String wanted() {
            return null;
        }

        @Override
        void print(List<JsonObject> items, PrintWriter out) {
            List<JsonObject> chosen = items.stream()
                    .filter(i -> name == null || i.get("resource").getAsString().equals(name))
                    .toList();
            if (shelved) {
                AlarmTables.shelved(chosen, out);
            } else {
                AlarmTables.alarms(chosen, out);
            }
        }
    }
}
