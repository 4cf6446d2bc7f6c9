package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what becomes of alarms. */
@Command(
        name = "alarm",
        description = "Say what becomes of an alarm, in your name; 'pathgauge show alarms' lists them.",
        subcommands = {
            AlarmCommand.Ack.class,
            AlarmCommand.Close.class,
            AlarmCommand.Reopen.class,
            AlarmCommand.Purge.class
        })
final class AlarmCommand {
    private AlarmCommand() {}

    /** Sets the operator state. */
    abstract static class Say implements Callable<Integer> {
        @Mixin
        private StateOption state;

        @Parameters(index = "0", paramLabel = "ID", description = "Number of the alarm.")
        private int id;

        @Parameters(index = "1..*", paramLabel = "TEXT", description = "For others to read.")
        private List<String> text = List.of();

        @Spec
        private CommandSpec spec;

        /** The operator state, as the agent knows it. */
        abstract String wanted();

        @Override
        public final Integer call() {
            JsonObject request = Ask.request("alarm");
            request.addProperty("id", id);
            request.addProperty("state", wanted());
            request.addProperty("text", String.join(" ", text));
            JsonObject reply = Ask.agent(state.dir(), request, item -> {});
            if (reply.has("error")) {
                throw new CliException(ExitCode.FAILURE, reply.get("error").getAsString());
            }
            spec.commandLine()
                    .getOut()
                    .println("Alarm " + id + " is " + wanted() + ", said by "
                            + reply.get("operator").getAsString() + ".");
            return ExitCode.OK;
        }
    }

    @Command(name = "ack", description = "Somebody works on it.")
    static final class Ack extends Say {
        @Override
        String wanted() {
            return "ack";
        }
    }

    @Command(name = "close", description = "Nothing more is to be done about it.")
    static final class Close extends Say {
        @Override
        String wanted() {
            return "closed";
        }
    }

    @Command(name = "reopen", description = "Nobody takes care of it any more.")
    static final class Reopen extends Say {
        @Override
        String wanted() {
            return "none";
        }
    }

    @Command(name = "purge", description = "Remove cleared alarms from the list.")
    static final class Purge implements Callable<Integer> {
        @Mixin
        private StateOption state;

        @Option(
                names = "--older-than",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "Only those that were cleared at least so long ago.")
        private long seconds;

        @Option(names = "--closed", description = "Only those that an operator closed.")
        private boolean closed;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (seconds < 0) {
                throw new ParameterException(spec.commandLine(), "--older-than must not be negative");
            }
            JsonObject request = Ask.request("purge-alarms");
            request.addProperty("seconds", seconds);
            if (closed) {
                request.addProperty("state", "closed");
            }
            JsonObject reply = Ask.agent(state.dir(), request, item -> {});
            spec.commandLine().getOut().println(reply.get("purged").getAsInt() + " alarms removed.");
            return ExitCode.OK;
        }
    }
}
