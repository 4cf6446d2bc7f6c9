package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** net-snmp's command line clients, with our MIB and nothing of the host's configuration. */
public final class NetSnmp {
    private static final Path MIB_MODULE = Path.of("../mib").toAbsolutePath().normalize();

    private final Path home;

    /**
     * Prepares the clients.
     *
     * @param home an empty directory for what they keep
     */
    public NetSnmp(Path home) {
        this.home = home;
    }

    public record Result(int status, List<String> lines) {
        public String text() {
            return String.join("\n", lines);
        }
    }

    /** Starts a program with output to a file, both streams in one. */
    public Process start(Path output, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().put("MIBS", "PATHGAUGE-MIB");
        builder.environment().put("MIBDIRS", mibDirectories());
        builder.environment().put("SNMPCONFPATH", home.toString());
        builder.environment().put("SNMP_PERSISTENT_DIR", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    /**
     * Starts snmptrapd, which writes what it receives to a file, a notification a line.
     *
     * @param format how variables are written, an option of net-snmp
     */
    public Process trapd(Path received, Path config, String format, int port) throws IOException {
        return start(
                received,
                List.of(
                        "snmptrapd",
                        "-f",
                        // As a subagent of a host's snmpd it tells its version before it listens.
                        "-X",
                        "-Lo",
                        "-C",
                        "-c",
                        config.toString(),
                        "-F",
                        "TRAP %v\\n",
                        format,
                        "udp:127.0.0.1:" + port));
    }

    /** Runs a program to its end. */
    public Result run(List<String> command) {
        try {
            Path output = Files.createTempFile(home, "output", ".txt");
            Process process = start(output, command);
            try {
                assertTrue(process.waitFor(120, TimeUnit.SECONDS), String.join(" ", command) + " does not end");
            } finally {
                process.destroyForcibly();
            }
            // The first client in a directory says that it makes one; a walk says that it is at the end.
            List<String> lines = Files.readAllLines(output).stream()
                    .filter(line -> !line.startsWith("Created directory: ") && !line.contains("No more variables left"))
                    .toList();
            return new Result(process.exitValue(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    public Result run(String program, List<String> options, int port, String... objects) {
        List<String> command = new ArrayList<>(List.of(program, "-t", "5", "-r", "1"));
        command.addAll(options);
        command.add("127.0.0.1:" + port);
        command.addAll(List.of(objects));
        return run(command);
    }

    /** Runs a client that must succeed. */
    public List<String> lines(String program, List<String> options, int port, String... objects) {
        Result result = run(program, options, port, objects);
        assertEquals(0, result.status, result.text());
        return result.lines;
    }

    public static List<String> v2c(String community) {
        return List.of("-v2c", "-c", community);
    }

    static List<String> v3(String user, AuthProtocol auth, String authSecret, PrivProtocol priv, String privSecret) {
        return List.of(
                "-v3",
                "-l",
                "authPriv",
                "-u",
                user,
                "-a",
                auth.label().toUpperCase(java.util.Locale.ROOT),
                "-A",
                authSecret,
                "-x",
                priv == PrivProtocol.AES_128 ? "AES" : priv.label().toUpperCase(java.util.Locale.ROOT),
                "-X",
                privSecret);
    }

    public static List<String> with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return all;
    }

    private static String mibDirectories() throws IOException {
        Process process = new ProcessBuilder(MIB_MODULE.resolve("base-mibs").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String base = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertTrue(!base.isEmpty(), "mib/base-mibs failed, see standard error");
        return base + ":" + MIB_MODULE.resolve("src/main/resources/mib");
    }
}
