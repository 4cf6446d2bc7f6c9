package org.pathgauge.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.pathgauge.Agent;
import org.pathgauge.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Runs the agent in the foreground until SIGTERM or SIGINT; SIGHUP has it read its configuration again. */
@Command(
        name = "run",
        description = "Run the agent until SIGTERM or SIGINT. SIGHUP reads the configuration file again.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    static final String DEFAULT_CONFIG = "/etc/pathgauge/pathgauge.json";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = DEFAULT_CONFIG,
            description = "Configuration file (default: ${DEFAULT-VALUE}).")
    private Path config;

    @Mixin
    private StateOption state;

    @Override
    public Integer call() throws InterruptedException {
        // The JVM has no public way to handle a signal; sun.misc.Signal is in the supported jdk.unsupported module.
        // A hangup ends a JVM that does not handle it, so the first seconds must be covered too.
        CompletableFuture<Agent> started = new CompletableFuture<>();
        Hangup hangup = new Hangup(() -> started.join().reload());
        if (Signal.handle(new Signal("HUP"), signal -> hangup.run()) == SignalHandler.SIG_IGN) {
            // The JVM leaves alone what its parent chose to ignore, so nothing would ever happen.
            LOG.warn("SIGHUP is ignored, as under nohup: use 'pathgauge reload' to have the configuration read again");
        }
        Agent agent;
        try {
            agent = Agent.start(new Agent.Options(config, state.dir()), Clock.systemUTC(), System::nanoTime);
        } catch (StartException e) {
            throw new CliException(exitCode(e.reason()), e.lines());
        }
        try (agent) {
            Signal.handle(new Signal("TERM"), signal -> agent.close());
            Signal.handle(new Signal("INT"), signal -> agent.close());
            started.complete(agent);
            return agent.await() ? ExitCode.OK : ExitCode.FAILURE;
        }
    }

    private static int exitCode(StartException.Reason reason) {
        return switch (reason) {
            case CONFIGURATION -> ExitCode.CONFIGURATION;
            case KERNEL -> ExitCode.KERNEL;
            case SURROUNDINGS -> ExitCode.FAILURE;
        };
    }
}
