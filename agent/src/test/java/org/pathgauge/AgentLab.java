package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.pathgauge.snmp.AuthProtocol;
import org.pathgauge.snmp.PrivProtocol;
import org.pathgauge.snmp.SnmpException;
import org.pathgauge.snmp.UserStore;

/** Two namespaces joined by a veth pair, and a whole agent as a process of its own in the first one. */
final class AgentLab implements AutoCloseable {
    static final String USER = "monitor";
    static final String AUTH = "authentic enough";
    static final String PRIV = "private enough";
    static final int SNMP = 1161;
    static final int TRAPS = 1162;
    static final int NETCONF = 1830;

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final String near = "pg-a" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final String far = near + "p";
    private final Path dir;
    private final List<Process> processes = new ArrayList<>();
    private Process agent;

    /** Makes the namespaces; the agent is started apart. */
    AgentLab(Path dir) throws IOException, SnmpException {
        this.dir = dir;
        try {
            must("ip", "netns", "add", near);
            must("ip", "netns", "add", far);
            must("ip", "link", "add", "pg0", "netns", near, "type", "veth", "peer", "name", "pg0", "netns", far);
            must("ip", "-n", near, "addr", "add", "10.99.0.1/24", "dev", "pg0");
            must("ip", "-n", far, "addr", "add", "10.99.0.2/24", "dev", "pg0");
            must("ip", "-n", far, "addr", "add", "10.99.0.3/24", "dev", "pg0");
            for (String ns : List.of(near, far)) {
                must("ip", "-n", ns, "link", "set", "lo", "up");
                must("ip", "-n", ns, "link", "set", "pg0", "up");
            }
            must("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key().toString());
            Files.createDirectories(state());
            new UserStore(state())
                    .add(USER, AuthProtocol.SHA_256, AUTH.toCharArray(), PrivProtocol.AES_128, PRIV.toCharArray());
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    Path state() {
        return dir.resolve("state");
    }

    Path log() {
        return dir.resolve("agent.log");
    }

    private Path config() {
        return dir.resolve("pathgauge.json");
    }

    private Path key() {
        return dir.resolve("key");
    }

    /** Writes the configuration file with these entries of the list of probes. */
    void configure(String... probes) throws IOException {
        configureBeside("", probes);
    }

    /** Writes the configuration file with further members, each ending in a comma, and these probes. */
    void configureBeside(String members, String... probes) throws IOException {
        Files.writeString(config(), """
                {
                  %s
                  "pathgauge-probes:probes": { "max-probes": 256, "probe": [ %s ] },
                  "pathgauge-xdp:interfaces": { "interface": [ { "name": "pg0" } ] },
                  "pathgauge-system:agent": {
                    "snmp": {
                      "listen": [ { "address": "127.0.0.1", "port": %d } ],
                      "target": [ { "name": "t", "address": "127.0.0.1", "port": %d, "user": "%s" } ]
                    },
                    "netconf": {
                      "listen": [ { "address": "127.0.0.1", "port": %d } ],
                      "user": [ { "name": "%s", "authorized-key": [ "%s" ] } ]
                    }
                  }
                }
                """.formatted(
                        members,
                        String.join(", ", probes),
                        SNMP,
                        TRAPS,
                        USER,
                        NETCONF,
                        USER,
                        Files.readString(dir.resolve("key.pub")).strip()));
    }

    void start() throws IOException {
        start(new String[0]);
    }

    /** Starts the agent through a program that runs what follows its arguments, in the same process. */
    void start(String... through) throws IOException {
        List<String> command = new ArrayList<>(Arrays.asList(through));
        command.addAll(Arrays.asList(java("run", "--config", config().toString(), "--state", state().toString())));
        agent = inBackground(log(), command.toArray(String[]::new));
        eventually("NETCONF is on", () -> agentLog().contains("NETCONF over SSH listens"));
    }

    Process agent() {
        return agent;
    }

    String agentLog() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.pathgauge.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        return command.toArray(String[]::new);
    }

    /** Starts a program in the near namespace that {@link #close} ends. */
    Process inBackground(Path output, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(inside(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        // snmptrapd would remember its engine among the files of the machine.
        builder.environment().put("SNMP_PERSISTENT_DIR", dir.toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String[] inside(String... command) {
        // A parent such as nohup may have signals ignored; who is tested must get them.
        List<String> whole =
                new ArrayList<>(List.of("env", "--default-signal=HUP,INT", "nsenter", "--net=/run/netns/" + near));
        whole.addAll(Arrays.asList(command));
        return whole.toArray(String[]::new);
    }

    record Result(int status, String output) {}

    /** A command line of ours. */
    Result pathgauge(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--state");
        all.add(state().toString());
        return run("", java(all.toArray(String[]::new)));
    }

    JsonObject show(String what) {
        Result result = pathgauge("show", what, "--json");
        assertEquals(0, result.status(), result.output());
        return JsonParser.parseString(result.output()).getAsJsonObject();
    }

    String snmpwalk(String oid) {
        return mustInside(
                "snmpwalk",
                "-v3",
                "-l",
                "authPriv",
                "-u",
                USER,
                "-a",
                "SHA-256",
                "-A",
                AUTH,
                "-x",
                "AES",
                "-X",
                PRIV,
                "-On",
                "-Oe",
                "-Ot",
                "-OQ",
                "-m",
                "",
                "127.0.0.1:" + SNMP,
                oid);
    }

    /** One NETCONF session over OpenSSH: hello, one operation, close. Gives the whole conversation of the server. */
    String netconf(String operation) {
        String hello = "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><capabilities>"
                + "<capability>urn:ietf:params:netconf:base:1.0</capability></capabilities></hello>]]>]]>";
        String rpc = "<rpc message-id=\"%d\" xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">%s</rpc>]]>]]>";
        Result result = run(
                hello + rpc.formatted(1, operation) + rpc.formatted(2, "<close-session/>"),
                inside(
                        "ssh",
                        "-F",
                        "none",
                        "-i",
                        key().toString(),
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "LogLevel=ERROR",
                        "-p",
                        "" + NETCONF,
                        USER + "@127.0.0.1",
                        "-s",
                        "netconf"));
        return result.output();
    }

    /** Runs a program in the far namespace. */
    void inFar(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", far));
        all.addAll(Arrays.asList(command));
        must(all.toArray(String[]::new));
    }

    void far(String... ip) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", far));
        command.addAll(Arrays.asList(ip));
        must(command.toArray(String[]::new));
    }

    String mustInside(String... command) {
        return must(inside(command));
    }

    static String must(String... command) {
        Result result = run("", command);
        assertEquals(0, result.status(), String.join(" ", command) + ": " + result.output());
        return result.output();
    }

    private static Result run(String input, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("Install what the test needs: " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Polls until the condition holds; on giving up, the agent's log is told. */
    void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within 120 s: " + what + "\n" + agentLog());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        run("", "ip", "netns", "del", near);
        run("", "ip", "netns", "del", far);
    }
}
