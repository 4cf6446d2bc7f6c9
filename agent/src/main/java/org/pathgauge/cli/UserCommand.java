package org.pathgauge.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pathgauge.control.ControlServer;
import org.pathgauge.snmp.AuthProtocol;
import org.pathgauge.snmp.PrivProtocol;
import org.pathgauge.snmp.SnmpException;
import org.pathgauge.snmp.UserStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps the SNMPv3 users of an agent, running or not. */
@Command(
        name = "user",
        description = "Add, remove or list SNMPv3 users (authPriv).",
        subcommands = {UserCommand.Add.class, UserCommand.Remove.class, UserCommand.ListAll.class})
final class UserCommand {
    private UserCommand() {}

    /** A running agent reads its users when it reloads. */
    private static void tell(Path state, PrintWriter out) {
        if (Files.exists(state.resolve(ControlServer.SOCKET))) {
            out.println("A running agent knows it after 'pathgauge reload'.");
        }
    }

    private static CliException failure(SnmpException e) {
        return new CliException(ExitCode.FAILURE, e.getMessage());
    }

    @Command(
            name = "add",
            description = "Add a user, or give one new passphrases. They are asked for, or read from files, or from"
                    + " standard input, one a line; they are kept only localised to this agent (RFC 3414).")
    static final class Add implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "User name, 1 to 32 octets.")
        private String name;

        @Option(
                names = "--auth",
                defaultValue = "sha-256",
                description = "sha-224, sha-256, sha-384 or sha-512 (default: ${DEFAULT-VALUE}).")
        private String auth;

        @Option(
                names = "--priv",
                defaultValue = "aes-128",
                description = "aes-128, aes-192 or aes-256 (default: ${DEFAULT-VALUE}).")
        private String priv;

        @Option(names = "--auth-file", paramLabel = "FILE", description = "Authentication passphrase: its first line.")
        private Path authFile;

        @Option(names = "--priv-file", paramLabel = "FILE", description = "Privacy passphrase: its first line.")
        private Path privFile;

        @Option(
                names = "--engine-id",
                paramLabel = "HEX",
                description = "Make keys for a receiver of informs with this engine ID, not for this agent; the log"
                        + " tells the IDs of receivers that lack them.")
        private String engineId;

        @Mixin
        private StateOption state;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Optional<byte[]> receiver = Optional.ofNullable(engineId).map(Add::octets);
            AuthProtocol authProtocol = AuthProtocol.of(auth)
                    .orElseThrow(
                            () -> new CliException(ExitCode.USAGE, "--auth must be one of " + AuthProtocol.labels()));
            PrivProtocol privProtocol = PrivProtocol.of(priv)
                    .orElseThrow(
                            () -> new CliException(ExitCode.USAGE, "--priv must be one of " + PrivProtocol.labels()));
            Passphrase source =
                    new Passphrase(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            char[] authSecret = source.read("Authentication passphrase", Optional.ofNullable(authFile));
            char[] privSecret = source.read("Privacy passphrase", Optional.ofNullable(privFile));
            try {
                new UserStore(state.dir()).add(name, receiver, authProtocol, authSecret, privProtocol, privSecret);
            } catch (SnmpException e) {
                throw failure(e);
            } finally {
                Arrays.fill(authSecret, '\0');
                Arrays.fill(privSecret, '\0');
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("User " + name + " is kept (" + authProtocol.label() + ", " + privProtocol.label() + ").");
            tell(state.dir(), out);
            return ExitCode.OK;
        }

        private static byte[] octets(String hex) {
            try {
                return HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
            } catch (IllegalArgumentException e) {
                throw new CliException(
                        ExitCode.USAGE, "--engine-id must be 10 to 64 hexadecimal digits, an even number of them");
            }
        }
    }

    @Command(name = "remove", description = "Remove a user with all keys.")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "User name.")
        private String name;

        @Mixin
        private StateOption state;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            try {
                if (!new UserStore(state.dir()).remove(name)) {
                    throw new CliException(
                            ExitCode.FAILURE, "There is no user \"" + name + "\": 'pathgauge user list' lists all");
                }
            } catch (SnmpException e) {
                throw failure(e);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("User " + name + " is removed.");
            tell(state.dir(), out);
            return ExitCode.OK;
        }
    }

    @Command(name = "list", description = "List users and their protocols.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private StateOption state;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Table table = new Table().left("NAME").left("AUTH").left("PRIV").left("FOR");
            try {
                for (UserStore.Entry entry : new UserStore(state.dir()).entries()) {
                    UserStore.User user = entry.user();
                    table.row(List.of(
                            user.name(),
                            user.auth().label(),
                            user.priv().label(),
                            entry.engineId().isEmpty() ? "this agent" : "informs to engine " + entry.engineId()));
                }
            } catch (SnmpException e) {
                throw failure(e);
            }
            table.print(spec.commandLine().getOut());
            return ExitCode.OK;
        }
    }
}
