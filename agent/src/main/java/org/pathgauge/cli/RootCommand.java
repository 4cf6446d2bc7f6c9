package org.pathgauge.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code pathgauge}: all that picocli reads. */
@Command(
        name = "pathgauge",
        description =
                "Measures path latency, jitter, loss and drops in the kernel and serves them over SNMP, NETCONF and OpenMetrics.",
        versionProvider = VersionCommand.Provider.class,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ReloadCommand.class,
            ShowCommand.class,
            AlarmCommand.class,
            ProbeCommand.class,
            UserCommand.class,
            HashPasswordCommand.class,
            DoctorCommand.class,
            VersionCommand.class,
            PinCommand.class,
            TrainCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 wrong configuration, 4 refused by the kernel."})
final class RootCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    private RootCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    /** Runs one command. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new RootCommand());
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((e, command, parsed) -> Main.failed(e, err));
        line.setParameterExceptionHandler((e, unused) -> {
            err.println("pathgauge: " + e.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
            err.println("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' tells the usage.");
            return ExitCode.USAGE;
        });
        return line.execute(args);
    }
}
