package org.pathgauge.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The program: runs the agent at once when that is all the command line says, and leaves others to picocli. */
public final class Main {
    private Main() {}

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
        return run.isPresent() ? execute(run.get(), err) : RootCommand.execute(args, out, err);
    }

    private static int execute(RunCommand run, PrintWriter err) {
        try {
            return run.call();
        } catch (Exception e) {
            return failed(e, err);
        }
    }

    /** Says what an exception was about, and what the process returns for it. */
    static int failed(Exception e, PrintWriter err) {
        if (e instanceof CliException known) {
            known.lines().forEach(l -> err.println("pathgauge: " + l));
            return known.exitCode();
        }
        err.println("pathgauge: this is a fault of the program, please report it:");
        e.printStackTrace(err);
        return ExitCode.FAILURE;
    }
}
