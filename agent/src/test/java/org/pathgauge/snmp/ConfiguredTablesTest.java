package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.model.SnmpNotifications;
import org.pathgauge.model.SnmpStreams;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/** Users, access and targets as a manager that may see them reads them, with net-snmp. */
class ConfiguredTablesTest {
    private static final String USERS = "1.3.6.1.6.3.15.1.2.2.1";
    private static final String GROUPS = "1.3.6.1.6.3.16.1.2.1";
    private static final String RIGHTS = "1.3.6.1.6.3.16.1.4.1";
    private static final String FAMILIES = "1.3.6.1.6.3.16.1.5.2.1";
    private static final String ADDRESSES = "1.3.6.1.6.3.12.1.2.1";
    private static final String PARAMETERS = "1.3.6.1.6.3.12.1.3.1";
    private static final String NOTIFY = "1.3.6.1.6.3.13.1.1.1";
    private static final String PROFILES = "1.3.6.1.6.3.13.1.2.1";
    private static final String FILTERS = "1.3.6.1.6.3.13.1.3.1";

    @TempDir
    private Path state;

    @TempDir
    private Path home;

    private Map<String, String> walk(SnmpAgent agent, String user) {
        Map<String, String> all = new TreeMap<>();
        for (String line : new NetSnmp(home)
                .lines(
                        "snmpbulkwalk",
                        NetSnmp.with(
                                NetSnmp.v3(
                                        user,
                                        AuthProtocol.SHA_256,
                                        SnmpFixture.AUTH_SECRET,
                                        PrivProtocol.AES_128,
                                        SnmpFixture.PRIV_SECRET),
                                "-Onqe",
                                "-m",
                                ""),
                        agent.ports().get(0),
                        ".1.3.6.1.6.3")) {
            int space = line.indexOf(' ');
            all.put(
                    line.substring(1, Math.max(1, space)),
                    line.substring(space + 1).replace("\"", ""));
        }
        return all;
    }

    private static String index(String text, boolean implied) {
        return new OctetString(text).toSubIndex(implied).toDottedString();
    }

    @Test
    void tablesSayWhatTheConfigurationSaysAndNoSecret() throws Exception {
        SnmpFixture.addUser(state, "admin", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        SnmpFixture.addUser(state, "monitor", AuthProtocol.SHA_256, PrivProtocol.AES_128);
        SnmpAccess access = new SnmpAccess(
                List.of(new SnmpAccess.View(
                        "ours",
                        List.of("1.3.6.1.4.1.32473", "1.3.6.1.2.1.2.2.1.*.7"),
                        List.of("1.3.6.1.4.1.32473.1.9"))),
                List.of(new SnmpAccess.Group(
                        "admins",
                        List.of("admin"),
                        List.of(),
                        SnmpAccess.Level.AUTH_PRIV,
                        SnmpAccess.ALL,
                        "ours",
                        SnmpAccess.ALL)));
        Snapshot snapshot = Snapshot.empty(Instant.EPOCH);
        try (SnmpAgent agent = SnmpFixture.start(
                state,
                () -> snapshot,
                SnmpFixture.config(
                        List.of("hush-hush"),
                        access,
                        SnmpStreams.NONE,
                        List.of(),
                        informed(),
                        new AgentConfig.Target("old", "2001:db8::9", 1162, Optional.empty(), Optional.of("sesame")),
                        new AgentConfig.Target(
                                "far", "nms.example.net", 162, Optional.empty(), Optional.of("sesame"))))) {
            Map<String, String> seen = walk(agent, "admin");
            String engine = seen.get("1.3.6.1.6.3.10.2.1.1.0");
            assertTrue(engine != null, seen.toString());
            long admin = seen.keySet().stream()
                    .filter(oid -> oid.startsWith(USERS + ".3.") && oid.endsWith(index("admin", true)))
                    .count();
            assertEquals(1, admin, "one row of admin in usmUserTable");
            for (int column : new int[] {6, 7, 9, 10}) {
                seen.forEach((oid, value) -> {
                    if (oid.startsWith(USERS + "." + column + ".")) {
                        assertEquals("", value, "a column of keys is empty");
                    }
                });
            }
            assertEquals("admins", seen.get(GROUPS + ".3.3." + index("admin", false)));
            assertEquals("default", seen.get(GROUPS + ".3.3." + index("monitor", false)));
            assertEquals("default", seen.get(GROUPS + ".3.2." + index("community-1", false)));
            assertEquals("all", seen.get(RIGHTS + ".5." + index("admins", false) + ".0.3.3"));
            assertEquals("ours", seen.get(RIGHTS + ".6." + index("admins", false) + ".0.3.3"));
            assertEquals("monitoring", seen.get(RIGHTS + ".5." + index("default", false) + ".0.3.3"));
            assertEquals("", seen.get(RIGHTS + ".6." + index("default", false) + ".0.2.1"), "writes nothing");
            String ours = index("ours", false) + ".";
            assertEquals("1", seen.get(FAMILIES + ".4." + ours + subtree("1.3.6.1.4.1.32473")));
            assertEquals("2", seen.get(FAMILIES + ".4." + ours + subtree("1.3.6.1.4.1.32473.1.9")));
            assertEquals("FF BF", hex(seen, FAMILIES + ".3." + ours + subtree("1.3.6.1.2.1.2.2.1.0.7")));
            assertEquals(".1.3.6.1.6.1.1", seen.get(ADDRESSES + ".2." + index("nms", true)));
            assertEquals("C0 00 02 09 00 A2", hex(seen, ADDRESSES + ".3." + index("nms", true)));
            assertEquals(".1.3.6.1.2.1.100.1.2", seen.get(ADDRESSES + ".2." + index("old", true)));
            assertEquals("nms.example.net:162", seen.get(ADDRESSES + ".3." + index("far", true)));
            assertEquals("monitor", seen.get(PARAMETERS + ".4." + index("nms", true)));
            assertEquals("3", seen.get(PARAMETERS + ".5." + index("nms", true)));
            assertEquals("community of old", seen.get(PARAMETERS + ".4." + index("old", true)));
            assertEquals("400", seen.get(ADDRESSES + ".4." + index("nms", true)), "hundredths of a second");
            assertEquals("2", seen.get(ADDRESSES + ".5." + index("nms", true)));
            assertEquals("2", seen.get(NOTIFY + ".3." + index("nms", true)), "informs");
            assertEquals("1", seen.get(NOTIFY + ".3." + index("old", true)), "traps");
            assertEquals("nms", seen.get(PROFILES + ".1." + index("nms", true)));
            String filter = index("nms", false) + ".1.3.6.1.4.1.32473";
            assertEquals("1", seen.get(FILTERS + ".3." + filter));
            assertEquals("2", seen.get(FILTERS + ".3." + filter + ".1.0.2"));
            assertEquals("old", seen.get(NOTIFY + ".2." + index("old", true)));
            assertNoSecret(seen);
            assertTrue(
                    walk(agent, "monitor").keySet().stream()
                            .noneMatch(oid -> oid.startsWith("1.3.6.1.6.3.15.1.2") || oid.startsWith("1.3.6.1.6.3.16")),
                    "monitoring leaves them out");
        }
    }

    private static AgentConfig.Target informed() {
        return new AgentConfig.Target(
                "nms",
                "192.0.2.9",
                162,
                Optional.of("monitor"),
                Optional.empty(),
                new SnmpNotifications.Delivery(true, Duration.ofSeconds(4), 2, 100),
                new SnmpNotifications.Filter(
                        List.of("1.3.6.1.4.1.32473"),
                        List.of("1.3.6.1.4.1.32473.1.0.2"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static String subtree(String oid) {
        return new OID(oid).toSubIndex(false).toDottedString();
    }

    private static String hex(Map<String, String> seen, String oid) {
        return String.valueOf(seen.get(oid)).strip();
    }

    private void assertNoSecret(Map<String, String> seen) throws Exception {
        String all = seen.toString();
        assertFalse(all.contains("hush-hush"), "a community");
        assertFalse(all.contains("sesame"), "a community");
        for (UserStore.Keys keys : new UserStore(state).keys()) {
            for (byte[] key : List.of(keys.authKey(), keys.privKey())) {
                String octets = HexFormat.ofDelimiter(" ").withUpperCase().formatHex(key);
                assertFalse(all.contains(octets), "a key");
            }
        }
        assertTrue(Files.readString(state.resolve(UserStore.FILE), StandardCharsets.UTF_8)
                .contains("auth-key"));
    }
}
