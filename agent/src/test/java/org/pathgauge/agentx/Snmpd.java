package org.pathgauge.agentx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.pathgauge.snmp.NetSnmp;

/** Debian's snmpd as an AgentX master, on a loopback port and with files of its own. */
final class Snmpd implements AutoCloseable {
    static final String READER = "watchers";
    static final String WRITER = "operators";

    final int port = freePort();
    final Path socket;
    private final NetSnmp netSnmp;
    private final Path home;
    private Process process;
    private Path log;
    private int starts;

    /**
     * Starts it and waits until it answers.
     *
     * @param home an empty directory
     * @param lines more configuration
     */
    Snmpd(Path home, String... lines) throws Exception {
        this.home = home;
        netSnmp = new NetSnmp(home);
        socket = home.resolve("master");
        List<String> configuration = new ArrayList<>(List.of(
                "master agentx",
                "agentXSocket " + socket,
                "agentXPerms 0600 0700",
                "rocommunity " + READER + " 127.0.0.1",
                "rwcommunity " + WRITER + " 127.0.0.1"));
        configuration.addAll(List.of(lines));
        // Not snmpd.conf, the name under which it keeps what it must not forget, here as well.
        Files.write(home.resolve("master.conf"), configuration);
        start();
    }

    static int freePort() {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void start() throws Exception {
        log = home.resolve("snmpd-" + starts++ + ".log");
        process = netSnmp.start(
                log,
                List.of(
                        "snmpd",
                        "-f",
                        "-Le",
                        "-C",
                        "-c",
                        home.resolve("master.conf").toString(),
                        "-p",
                        home.resolve("snmpd.pid").toString(),
                        "-I",
                        "-smux",
                        "udp:127.0.0.1:" + port));
        await("snmpd to start", this::log, () -> log().contains("NET-SNMP version"));
        await("snmpd to answer", this::log, () -> get(".1.3.6.1.2.1.1.3.0").status() == 0);
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    NetSnmp.Result get(String oid) {
        return netSnmp.run("snmpget", NetSnmp.with(NetSnmp.v2c(READER), "-On"), port, oid);
    }

    /** kill -9: the socket stays behind and nobody is told. */
    void kill() throws Exception {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "snmpd does not end");
    }

    /** Sends a signal such as STOP. */
    void signal(String name) throws Exception {
        Process sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertTrue(sent.waitFor(30, TimeUnit.SECONDS) && sent.exitValue() == 0, "no signal " + name);
    }

    @Override
    public void close() throws Exception {
        kill();
    }

    static void await(String what, Supplier<String> found, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "waited in vain for " + what + ": " + found.get());
            Thread.sleep(20);
        }
    }
}
