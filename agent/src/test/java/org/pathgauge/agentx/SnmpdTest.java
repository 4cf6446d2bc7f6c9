package org.pathgauge.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.AgentXState.Status;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.snmp.NetSnmp;
import org.pathgauge.snmp.SnmpAgent;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.ScalarGroup;
import org.pathgauge.snmp.set.TextLeaf;
import org.snmp4j.smi.OID;

/** The subagent under Debian's snmpd. */
class SnmpdTest {
    private static final String OURS = ".1.3.6.1.4.1.32473.1";

    @TempDir
    private Path home;

    @TempDir
    private Path state;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(42, 1, 4, 65_536);
    private final AtomicLong reads = new AtomicLong();
    private NetSnmp netSnmp;
    private SnmpAgent standalone;
    private AgentXClient client;

    private Snapshot read() {
        reads.incrementAndGet();
        return snapshot;
    }

    @BeforeEach
    void start() throws Exception {
        netSnmp = new NetSnmp(Files.createDirectory(home.resolve("clients")));
        AgentConfig.Snmp config = new AgentConfig.Snmp(
                true,
                List.of(new AgentConfig.Listen("127.0.0.1", 0)),
                List.of(Snmpd.READER),
                List.of(),
                "noc@example.net",
                "rack 7");
        standalone = SnmpAgent.start(config, state, () -> snapshot, Clock.systemUTC(), List.of());
        client = new AgentXClient(standalone.views(), this::read, "test", Clock.systemUTC(), System::nanoTime);
    }

    @AfterEach
    void stop() {
        client.close();
        standalone.close();
    }

    private void connect(AgentXConfig config) throws Exception {
        client.configure(config);
        awaitConnected(1);
    }

    private void awaitConnected(long sessions) throws Exception {
        Snmpd.await(
                "session " + sessions,
                () -> client.state().toString(),
                () -> client.state().status() == Status.CONNECTED
                        && client.state().sessions() == sessions);
    }

    private static AgentXConfig config(Snmpd snmpd) {
        return StandaloneAgentX.config(snmpd.socket.toString(), Optional.empty(), AgentXConfig.DEFAULT_PORT);
    }

    private List<String> walk(String program, int port, String... options) {
        return netSnmp.lines(program, NetSnmp.with(NetSnmp.v2c(Snmpd.READER), options), port, OURS);
    }

    @Test
    void walksThroughSnmpdAreThoseOfTheResponder() throws Exception {
        try (Snmpd snmpd = new Snmpd(Files.createDirectory(home.resolve("master")))) {
            connect(config(snmpd));
            List<String> expected = walk("snmpbulkwalk", standalone.ports().get(0), "-On");
            List<String> probes = expected.stream()
                    .filter(line -> line.startsWith(OURS + ".1.2.1."))
                    .toList();
            assertEquals(
                    probes,
                    netSnmp.lines(
                            "snmpwalk", NetSnmp.with(NetSnmp.v2c(Snmpd.READER), "-On"), snmpd.port, OURS + ".1.2.1"));
            long before = reads.get();
            assertEquals(expected, walk("snmpbulkwalk", snmpd.port, "-On", "-Cr100"));
            // Were it one a request of the master, it would be one a variable. A client that waits in vain asks again.
            long requests = expected.size() / 100 + 2;
            assertTrue(
                    reads.get() - before <= 2 * requests,
                    () -> "one snapshot a GETBULK: " + (reads.get() - before) + " for " + requests);
            List<String> next = netSnmp.lines(
                    "snmpgetnext",
                    NetSnmp.with(NetSnmp.v2c(Snmpd.READER), "-On"),
                    snmpd.port,
                    OURS + ".2",
                    OURS + ".1.1.1.0");
            assertTrue(!next.get(0).startsWith(OURS), "behind ours comes another's: " + next.get(0));
            assertTrue(next.get(1).startsWith(OURS + ".1.1.2.0 "), next.get(1));
            List<String> gone = netSnmp.lines(
                    "snmpget", NetSnmp.with(NetSnmp.v2c(Snmpd.READER), "-On"), snmpd.port, OURS + ".1.1.99.0");
            assertTrue(gone.get(0).contains("No Such Object"), gone.get(0));
            List<String> capabilities = netSnmp.lines(
                    "snmpwalk", NetSnmp.with(NetSnmp.v2c(Snmpd.READER), "-On"), snmpd.port, ".1.3.6.1.2.1.1.9.1.3");
            assertTrue(String.join("\n", capabilities).contains("PATHGAUGE-MIB"), capabilities.toString());
        }
    }

    @Test
    void tcpServesAsWell() throws Exception {
        int port = Snmpd.freePort();
        try (Snmpd snmpd =
                new Snmpd(Files.createDirectory(home.resolve("master")), "agentXSocket tcp:127.0.0.1:" + port)) {
            connect(StandaloneAgentX.config("/nowhere", Optional.of("127.0.0.1"), port));
            assertTrue(snmpd.get(OURS + ".1.1.1.0").text().endsWith("Counter64: 42"));
        }
    }

    @Test
    void readOnlyObjectsAreNotWritable() throws Exception {
        try (Snmpd snmpd = new Snmpd(Files.createDirectory(home.resolve("master")))) {
            connect(config(snmpd));
            NetSnmp.Result refused =
                    netSnmp.run("snmpset", NetSnmp.v2c(Snmpd.WRITER), snmpd.port, OURS + ".1.4.3.0", "s", "here");
            assertTrue(refused.text().contains("resourceUnavailable"), refused.text());
            assertTrue(snmpd.get(OURS + ".1.1.1.0").text().endsWith("Counter64: 42"));
        }
    }

    @Test
    void setThroughTheMasterChangesTheDatastore() throws Exception {
        OID contact = new OID(OURS.substring(1) + ".1.99.0");
        MibView view = new TextLeaf(
                new ScalarGroup(contact, List.of()), 255, List.of("pathgauge-system:agent", "snmp"), "contact");
        Path file = Files.writeString(home.resolve("pathgauge.json"), "{}");
        Datastore datastore =
                ConfigLoader.start(file, home.resolve("state")).datastore().join();
        try (Snmpd snmpd = new Snmpd(Files.createDirectory(home.resolve("master")));
                AgentXClient writable =
                        new AgentXClient(List.of(view), this::read, "writable", Clock.systemUTC(), System::nanoTime)) {
            writable.sets().datastore(datastore);
            writable.configure(config(snmpd));
            Snmpd.await(
                    "the session",
                    () -> writable.state().toString(),
                    () -> writable.state().status() == Status.CONNECTED);
            set(snmpd, Snmpd.WRITER, contact, "s", "Zoe", "Zoe");
            assertEquals("Zoe", datastore.config().snmp().contact());
            set(snmpd, Snmpd.WRITER, contact, "i", "5", "wrongType");
            set(snmpd, Snmpd.WRITER, new OID(OURS.substring(1) + ".1.98.0"), "i", "5", "notWritable");
            set(snmpd, Snmpd.READER, contact, "s", "me", "noAccess");
            assertEquals("Zoe", datastore.config().snmp().contact());
        }
    }

    private void set(Snmpd snmpd, String community, OID oid, String type, String value, String expected) {
        NetSnmp.Result result = netSnmp.run(
                "snmpset", NetSnmp.with(NetSnmp.v2c(community), "-On"), snmpd.port, oid.toDottedString(), type, value);
        assertTrue(result.text().contains(expected), result.text());
    }

    @Test
    void killedMasterIsFoundAgainAndGetsWhatWasRaisedMeanwhile() throws Exception {
        int trapPort = Snmpd.freePort();
        Path traps = home.resolve("traps.txt");
        Path trapConfig = Files.write(home.resolve("snmptrapd.conf"), List.of("authCommunity log traps"));
        Process trapd = netSnmp.trapd(traps, trapConfig, "-OQUesn", trapPort);
        try (Snmpd snmpd = new Snmpd(
                Files.createDirectory(home.resolve("master")), "trap2sink 127.0.0.1:" + trapPort + " traps")) {
            Snmpd.await("snmptrapd", () -> text(traps), () -> text(traps).contains("NET-SNMP version"));
            connect(config(snmpd));
            client.send(List.of(new AlarmEvent(SnapshotFixtures.alarm(2, 4))));
            Snmpd.await("the first trap", () -> text(traps), () -> text(traps).contains(OURS + ".0.1"));
            snmpd.kill();
            Snmpd.await(
                    "the end",
                    () -> client.state().toString(),
                    () -> client.state().status() != Status.CONNECTED);
            client.send(List.of(new AlarmEvent(SnapshotFixtures.clearedAlarm(9, 4))));
            assertEquals(1, client.state().queued());
            snmpd.start();
            awaitConnected(2);
            Snmpd.await("the second trap", () -> text(traps), () -> text(traps).contains(OURS + ".0.2"));
            Snmpd.await(
                    "the master's receipt",
                    () -> client.state().toString(),
                    () -> client.state().sent() == 2);
            assertEquals(0, client.state().queued());
            assertEquals(0, client.state().dropped());
            assertTrue(snmpd.get(OURS + ".1.1.1.0").text().endsWith("Counter64: 42"));
        } finally {
            trapd.destroy();
            assertTrue(trapd.waitFor(30, TimeUnit.SECONDS), "snmptrapd does not end");
        }
    }

    @Test
    void stoppedMasterIsLeftAndFoundAgainWhenItGoesOn() throws Exception {
        try (Snmpd snmpd = new Snmpd(Files.createDirectory(home.resolve("master")))) {
            AgentXConfig usual = config(snmpd);
            Duration second = Duration.ofSeconds(1);
            connect(new AgentXConfig(
                    true,
                    usual.socket(),
                    usual.address(),
                    usual.port(),
                    second,
                    usual.priority(),
                    second,
                    second,
                    true));
            snmpd.signal("STOP");
            try {
                Snmpd.await(
                        "the end",
                        () -> client.state().toString(),
                        () -> client.state().lastError().contains("has not answered")
                                && client.state().status() != Status.CONNECTED);
            } finally {
                snmpd.signal("CONT");
            }
            awaitConnected(2);
            assertTrue(snmpd.get(OURS + ".1.1.1.0").text().endsWith("Counter64: 42"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whoComesSecondIsToldSoAndServesWhenTheFirstHasGone() throws Exception {
        try (Snmpd snmpd = new Snmpd(Files.createDirectory(home.resolve("master")))) {
            connect(config(snmpd));
            try (AgentXClient second =
                    new AgentXClient(standalone.views(), this::read, "second", Clock.systemUTC(), System::nanoTime)) {
                second.configure(config(snmpd));
                Snmpd.await(
                        "the conflict",
                        () -> second.state().toString(),
                        () -> second.state().refused() > 0);
                String problem = second.state().subtrees().get(0).problem();
                assertTrue(problem.contains("1.3.6.1.4.1.32473.1"), problem);
                assertTrue(problem.contains("duplicateRegistration"), problem);
                client.close();
                Snmpd.await(
                        "the registration",
                        () -> second.state().toString(),
                        () -> second.state().refused() == 0);
                assertTrue(snmpd.get(OURS + ".1.1.1.0").text().endsWith("Counter64: 42"));
            }
        }
    }
}
