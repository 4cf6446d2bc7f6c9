package org.pathgauge.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds everything that is wrong with a configuration file. */
@Command(
        name = "check",
        description =
                "Check a configuration file against the YANG models, without an agent: every error with its path.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = RunCommand.DEFAULT_CONFIG,
            description = "Configuration file (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<ConfigError> errors = ConfigLoader.check(file);
        if (!errors.isEmpty()) {
            throw new CliException(
                    ExitCode.CONFIGURATION,
                    errors.stream().map(e -> file + ": " + e).toList());
        }
        spec.commandLine().getOut().println(file + " is valid.");
        return ExitCode.OK;
    }
}
