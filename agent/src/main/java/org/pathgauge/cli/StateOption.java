package org.pathgauge.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the agent keeps its state and its control socket. */
final class StateOption {
    static final String DEFAULT = "/var/lib/pathgauge";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = DEFAULT,
            description = "State directory of the agent (default: ${DEFAULT-VALUE}).")
    private Path dir;

    /** For picocli, which then sets the option. */
    StateOption() {}

    StateOption(Path dir) {
        this.dir = dir;
    }

    Path dir() {
        return dir;
    }
}
