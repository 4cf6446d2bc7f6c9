package org.pathgauge.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code pathgauge}. */
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
public final class Main implements Runnable {
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

    private Main() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // From Java 22 on there would be a console without a terminal too; a passphrase then comes from standard input.
        System.setProperty("jdk.console", "java.base");
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = execute(args, out, err);
        out.flush();
        System.exit(code);
    }

    /** Runs one command. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        Optional<RunCommand> run = RunCommand.plain(args);
        return run.isPresent() ? execute(run.get(), err) : parse(args, out, err);
    }

    private static int execute(RunCommand run, PrintWriter err) {
        try {
            return run.call();
        } catch (Exception e) {
            return failed(e, err);
        }
    }

    private static int parse(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, err));
        line.setParameterExceptionHandler((e, unused) -> {
            err.println("pathgauge: " + e.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
            err.println("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' tells the usage.");
            return ExitCode.USAGE;
        });
        return line.execute(args);
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof CliException known) {
            known.lines().forEach(l -> err.println("pathgauge: " + l));
            return known.exitCode();
        }
        err.println("pathgauge: this is a fault of the program, please report it:");
        e.printStackTrace(err);
        return ExitCode.FAILURE;
    }
}
