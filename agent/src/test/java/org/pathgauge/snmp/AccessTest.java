package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.model.SnmpStreams;

/** Who gets an answer, asked with net-snmp. */
class AccessTest {
    private static final String NAME = "pathGaugeProbeName.1";

    @TempDir
    private Path state;

    @TempDir
    private Path home;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(3);
    private NetSnmp netSnmp;
    private SnmpAgent agent;

    @BeforeEach
    void start() throws Exception {
        netSnmp = new NetSnmp(home);
        SnmpFixture.addUser(state, "operator", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        agent = SnmpFixture.start(state, () -> snapshot, SnmpFixture.config(List.of()));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private int port() {
        return agent.ports().get(0);
    }

    private static List<String> operator(String authSecret, String privSecret) {
        return NetSnmp.v3("operator", AuthProtocol.SHA_256, authSecret, PrivProtocol.AES_128, privSecret);
    }

    private NetSnmp.Result refused(List<String> options) {
        NetSnmp.Result result = netSnmp.run("snmpget", NetSnmp.with(options, "-t", "1", "-r", "0"), port(), NAME);
        assertNotEquals(0, result.status(), result.text());
        return result;
    }

    @ParameterizedTest
    @CsvSource({
        "SHA_224, AES_128",
        "SHA_224, AES_256",
        "SHA_256, AES_128",
        "SHA_256, AES_192",
        "SHA_384, AES_192",
        "SHA_512, AES_256"
    })
    void usersWithEveryProtocolGetAnswers(AuthProtocol auth, PrivProtocol priv) throws Exception {
        SnmpFixture.addUser(state, "somebody", auth, priv);
        agent.prepare(SnmpFixture.config(List.of())).apply();
        List<String> lines = netSnmp.lines(
                "snmpget",
                NetSnmp.v3("somebody", auth, SnmpFixture.AUTH_SECRET, priv, SnmpFixture.PRIV_SECRET),
                port(),
                NAME);
        assertEquals(List.of("PATHGAUGE-MIB::pathGaugeProbeName.1 = STRING: probe-1"), lines);
    }

    @Test
    void wrongPassphrasesAreRefusedAndCounted() {
        assertTrue(refused(operator("wrong passphrase", SnmpFixture.PRIV_SECRET))
                .text()
                .contains("Authentication failure"));
        refused(operator(SnmpFixture.AUTH_SECRET, "wrong passphrase"));
        List<String> counted = netSnmp.lines(
                "snmpget",
                NetSnmp.with(operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET), "-Oqv"),
                port(),
                "1.3.6.1.6.3.15.1.1.5.0");
        assertEquals(List.of("1"), counted, "usmStatsWrongDigests");
    }

    /** RFC 3414 section 3.2 (8) a: not silence, which looks like a host that is down. */
    @Test
    void wrongPrivacyPassphraseGetsAReport() {
        String text =
                refused(operator(SnmpFixture.AUTH_SECRET, "wrong passphrase")).text();
        assertTrue(text.contains("Decryption error"), text);
        assertEquals(
                List.of("1"),
                netSnmp.lines(
                        "snmpget",
                        NetSnmp.with(operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET), "-Oqv"),
                        port(),
                        "1.3.6.1.6.3.15.1.1.6.0"),
                "usmStatsDecryptionErrors");
    }

    /** Guesses are no longer answered after a while; whoever has the right keys is, from the same address. */
    @Test
    void guessesAreDampedAndNobodyIsLockedOut() {
        List<String> guess = operator("wrong passphrase", SnmpFixture.PRIV_SECRET);
        int silent = 0;
        for (int i = 0; i < 60 && silent == 0; i++) {
            silent += refused(guess).text().contains("Timeout") ? 1 : 0;
        }
        assertEquals(1, silent, "every guess was answered");
        assertTrue(
                agent.faults().digests() > CredentialGuard.BURST,
                () -> agent.faults().toString());
        assertTrue(agent.faults().unanswered() >= 1);
        assertEquals("127.0.0.1", agent.faults().sources().get(0).address());
        assertEquals(
                List.of("PATHGAUGE-MIB::pathGaugeProbeName.1 = STRING: probe-1"),
                netSnmp.lines("snmpget", operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET), port(), NAME));
    }

    @Test
    void unknownUserIsRefused() {
        assertTrue(refused(NetSnmp.v3(
                        "nobody",
                        AuthProtocol.SHA_256,
                        SnmpFixture.AUTH_SECRET,
                        PrivProtocol.AES_128,
                        SnmpFixture.PRIV_SECRET))
                .text()
                .contains("Unknown user name"));
    }

    @Test
    void removedUserIsRefusedAfterReload() throws Exception {
        assertTrue(new UserStore(state).remove("operator"));
        agent.prepare(SnmpFixture.config(List.of())).apply();
        assertTrue(refused(operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET))
                .text()
                .contains("Unknown user name"));
    }

    @Test
    void lessThanAuthPrivIsNotEnough() {
        List<String> unencrypted =
                List.of("-v3", "-l", "authNoPriv", "-u", "operator", "-a", "SHA-256", "-A", SnmpFixture.AUTH_SECRET);
        assertTrue(refused(unencrypted).text().contains("authorizationError"));
        assertTrue(refused(List.of("-v3", "-l", "noAuthNoPriv", "-u", "operator"))
                .text()
                .contains("authorizationError"));
    }

    @Test
    void version2cIsOffUntilConfiguredAndTakesConfiguredCommunitiesOnly() throws Exception {
        assertTrue(refused(NetSnmp.v2c(SnmpFixture.COMMUNITY)).text().contains("Timeout"));
        agent.prepare(SnmpFixture.config(List.of(SnmpFixture.COMMUNITY))).apply();
        List<String> lines = netSnmp.lines("snmpget", NetSnmp.v2c(SnmpFixture.COMMUNITY), port(), NAME);
        assertEquals(List.of("PATHGAUGE-MIB::pathGaugeProbeName.1 = STRING: probe-1"), lines);
        assertTrue(refused(NetSnmp.v2c("public")).text().contains("Timeout"));
        agent.prepare(SnmpFixture.config(List.of())).apply();
        assertTrue(refused(NetSnmp.v2c(SnmpFixture.COMMUNITY)).text().contains("Timeout"));
    }

    @Test
    void version1IsOff() throws Exception {
        agent.prepare(SnmpFixture.config(List.of(SnmpFixture.COMMUNITY))).apply();
        assertTrue(refused(List.of("-v1", "-c", SnmpFixture.COMMUNITY)).text().contains("Timeout"));
    }

    @Test
    void unknownContextsAndEnginesGetReportAndNoAnswer() {
        List<String> operator = operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET);
        String context = refused(NetSnmp.with(operator, "-n", "elsewhere")).text();
        assertTrue(context.contains("Bad context specified"), context);
        String engine =
                refused(NetSnmp.with(operator, "-E", "80007ed90501020304")).text();
        assertFalse(engine.contains("Timeout"), engine);
        assertEquals(
                List.of("1"),
                netSnmp.lines("snmpget", NetSnmp.with(operator, "-Oqv"), port(), "1.3.6.1.6.3.11.2.1.3.0"),
                "snmpUnknownPDUHandlers");
    }

    @Test
    void nothingCanBeSet() {
        NetSnmp.Result result = netSnmp.run(
                "snmpset",
                operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET),
                port(),
                "SNMPv2-MIB::sysContact.0",
                "s",
                "intruder");
        assertTrue(result.text().contains("authorizationError"), result.text());
        assertEquals(
                List.of("noc@example.net"),
                netSnmp.lines(
                        "snmpget",
                        NetSnmp.with(operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET), "-Oqv"),
                        port(),
                        "SNMPv2-MIB::sysContact.0"));
    }

    private static AgentConfig.Snmp withAccess(SnmpAccess access) {
        return SnmpFixture.config(
                List.of(SnmpFixture.COMMUNITY, "guests", "blind"), access, SnmpStreams.NONE, List.of());
    }

    private static SnmpAccess.Group group(String name, String user, String community, String read, String write) {
        return new SnmpAccess.Group(
                name, List.of(user), List.of(community), SnmpAccess.Level.AUTH_NO_PRIV, read, write, SnmpAccess.ALL);
    }

    @Test
    void groupsSeeTheirViewsInEveryOperation() throws Exception {
        SnmpAccess.View view = new SnmpAccess.View(
                "some",
                List.of("1.3.6.1.2.1.1", "1.3.6.1.4.1.32473"),
                List.of("1.3.6.1.2.1.1.2", "1.3.6.1.4.1.32473.1.1.2"));
        agent.prepare(withAccess(new SnmpAccess(
                        List.of(view),
                        List.of(
                                group("guests", "guest", "guests", "some", "some"),
                                group("blind", "ghost", "blind", SnmpAccess.NONE, SnmpAccess.NONE)))))
                .apply();
        List<String> guests = NetSnmp.with(NetSnmp.v2c("guests"), "-On");
        List<String> walk = netSnmp.lines("snmpwalk", guests, port(), ".1.3.6.1.2");
        assertTrue(walk.stream().anyMatch(line -> line.startsWith(".1.3.6.1.2.1.1.3.0 ")), walk.toString());
        assertTrue(walk.stream().allMatch(line -> line.startsWith(".1.3.6.1.2.1.1.")), walk.toString());
        assertTrue(walk.stream().noneMatch(line -> line.startsWith(".1.3.6.1.2.1.1.2.")), walk.toString());
        List<String> bulk = netSnmp.lines("snmpbulkwalk", guests, port(), ".1.3.6.1.2");
        assertEquals(withoutTimes(walk), withoutTimes(bulk));
        assertTrue(netSnmp.lines("snmpget", guests, port(), ".1.3.6.1.2.1.1.2.0")
                .get(0)
                .contains("No Such Object"));
        assertTrue(netSnmp.run("snmpset", guests, port(), ".1.3.6.1.2.1.1.2.0", "o", ".1.3")
                .text()
                .contains("noAccess"));
        assertTrue(netSnmp.run("snmpget", NetSnmp.v2c("blind"), port(), ".1.3.6.1.2.1.1.3.0")
                .text()
                .contains("authorizationError"));
        assertTrue(netSnmp.run("snmpset", NetSnmp.v2c(SnmpFixture.COMMUNITY), port(), ".1.3.6.1.2.1.1.4.0", "s", "me")
                .text()
                .contains("authorizationError"));
    }

    @Test
    void contactLocationAndNameAreWrittenIntoTheDatastore() throws Exception {
        Path file = Files.writeString(home.resolve("pathgauge.json"), "{}");
        Datastore datastore = ConfigLoader.start(file, state).datastore().join();
        agent.sets().datastore(datastore);
        agent.prepare(withAccess(new SnmpAccess(
                        List.of(), List.of(group("writers", "operator", "guests", SnmpAccess.ALL, SnmpAccess.ALL)))))
                .apply();
        List<String> guests = NetSnmp.v2c("guests");
        netSnmp.lines(
                "snmpset",
                guests,
                port(),
                "SNMPv2-MIB::sysContact.0",
                "s",
                "noc",
                "SNMPv2-MIB::sysLocation.0",
                "s",
                "rack 8",
                "SNMPv2-MIB::sysName.0",
                "s",
                "host");
        assertEquals("noc", datastore.config().snmp().contact());
        assertEquals("rack 8", datastore.config().snmp().location());
        assertEquals(Optional.of("host"), datastore.config().snmp().name());
        assertTrue(netSnmp.run("snmpset", guests, port(), "SNMPv2-MIB::sysDescr.0", "s", "host")
                .text()
                .contains("notWritable"));
    }

    private static List<String> withoutTimes(List<String> walk) {
        return walk.stream().filter(line -> !line.contains("Timeticks")).toList();
    }

    @Test
    void groupMayAllowMessagesWithoutPrivacy() throws Exception {
        agent.prepare(withAccess(new SnmpAccess(
                        List.of(),
                        List.of(group("plain", "operator", "guests", SnmpAccess.MONITORING, SnmpAccess.NONE)))))
                .apply();
        List<String> unencrypted =
                List.of("-v3", "-l", "authNoPriv", "-u", "operator", "-a", "SHA-256", "-A", SnmpFixture.AUTH_SECRET);
        assertEquals(
                List.of("PATHGAUGE-MIB::pathGaugeProbeName.1 = STRING: probe-1"),
                netSnmp.lines("snmpget", unencrypted, port(), NAME));
        assertTrue(refused(List.of("-v3", "-l", "noAuthNoPriv", "-u", "operator"))
                .text()
                .contains("authorizationError"));
    }

    @Test
    void namesOfUsersCannotBeRead() {
        List<String> walk = netSnmp.lines(
                "snmpwalk",
                NetSnmp.with(operator(SnmpFixture.AUTH_SECRET, SnmpFixture.PRIV_SECRET), "-On"),
                port(),
                ".1.3.6.1.6.3.15");
        assertTrue(walk.stream().allMatch(line -> line.startsWith(".1.3.6.1.6.3.15.1.1.")), walk.toString());
        assertEquals(6, walk.size(), walk.toString());
    }
}
