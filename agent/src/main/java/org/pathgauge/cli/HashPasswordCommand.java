package org.pathgauge.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pathgauge.credentials.PasswordHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Hashes a password for the configuration of NETCONF or the OpenMetrics exporter. */
@Command(
        name = "hash-password",
        description =
                "Print the hash of a password, for a user of NETCONF or of the OpenMetrics exporter. The password is asked for"
                        + " twice on a terminal, else it is the first line of standard input.")
final class HashPasswordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Passphrase source =
                new Passphrase(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        char[] password = source.read("Password", Optional.empty());
        try {
            if (password.length == 0) {
                throw new CliException(ExitCode.USAGE, "The password is empty: anybody could guess it");
            }
            spec.commandLine().getOut().println(PasswordHash.of(password));
        } finally {
            Arrays.fill(password, '\0');
        }
        return ExitCode.OK;
    }
}
