package org.pathgauge.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

    private final Consumer<Agent> onStarted;

    /** For picocli, which then sets the options. */
    RunCommand() {
        onStarted = agent -> {};
    }

    /**
     * The command with its options set.
     *
     * @param config configuration file
     * @param state state directory
     * @param onStarted told of the agent when it has started
     */
    RunCommand(Path config, Path state, Consumer<Agent> onStarted) {
        this.config = config;
        this.state = new StateOption(state);
        this.onStarted = onStarted;
    }

    /**
     * Reads a command line that is nothing but {@code run} and its options with their values, as a service has it; any
     * other is left to picocli. That has some 300 classes too old for the cache of {@code pathgauge aot}, and would take
     * a fifth of the time to the first answer, and memory for good.
     */
    static Optional<RunCommand> plain(String... args) {
        if (args.length % 2 == 0 || !args[0].equals("run")) {
            return Optional.empty();
        }
        Map<String, Path> given = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            boolean known = args[i].equals("--config") || args[i].equals("--state");
            // Empty, quoted, or what picocli takes for another option or a file of arguments.
            boolean plain = !args[i + 1].isEmpty() && "-@\"'".indexOf(args[i + 1].charAt(0)) < 0;
            try {
                if (!known || !plain || given.put(args[i], Path.of(args[i + 1])) != null) {
                    return Optional.empty();
                }
            } catch (InvalidPathException e) {
                // No path in the encoding of this locale: picocli says so.
                return Optional.empty();
            }
        }
        return Optional.of(new RunCommand(
                given.getOrDefault("--config", Path.of(DEFAULT_CONFIG)),
                given.getOrDefault("--state", Path.of(StateOption.DEFAULT)),
                agent -> {}));
    }

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
            onStarted.accept(agent);
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
