package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.netconf.LocalClient.probe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.SnapshotFixtures;

/** Access control (RFC 8341): alice administers, bob is in the group ops, carol in none. */
class NacmTest {
    private static final String RULES = """
            {"pathgauge-probes:probes": {"probe": [
               {"name": "a", "target": "192.0.2.1"}, {"name": "b", "target": "192.0.2.2", "ttl": 9}]},
             "pathgauge-system:agent": {"snmp": {"contact": "noc", "community": ["secret"]}},
             "ietf-netconf-acm:nacm": {
               %s
               "groups": {"group": [{"name": "admin", "user-name": ["alice"]}, {"name": "ops", "user-name": ["bob"]}]},
               "rule-list": [
                 {"name": "admins", "group": ["admin"],
                  "rule": [{"name": "all", "access-operations": "*", "action": "permit"}]},
                 {"name": "of-ops", "group": ["ops"], "rule": [%s]},
                 {"name": "of-all", "group": ["*"], "rule": [
                  {"name": "hide", "path": "/pathgauge-probes:probes/probe[name='b']/ttl", "access-operations": "read",
                   "action": "deny"}]}]}}
            """;

    @TempDir
    Path folder;

    private LocalServer server;

    private LocalClient client(String user, String options, String rules) throws Exception {
        server = new LocalServer(folder, RULES.formatted(options, rules), SnapshotFixtures.snapshot(1));
        return new LocalClient(server, user);
    }

    @Test
    void withoutRulesEverybodyReadsAndNobodyWrites() throws Exception {
        server = new LocalServer(
                folder,
                "{\"pathgauge-probes:probes\": {\"probe\": [{\"name\": \"a\", \"target\": \"192.0.2.1\"}]}}",
                SnapshotFixtures.snapshot(1));
        var client = new LocalClient(server, "alice");
        String before = Files.readString(server.file);
        assertEquals(List.of("a=192.0.2.1"), client.targets("running"));
        for (String datastore : List.of("running", "candidate")) {
            assertEquals(
                    "access-denied /pgp:probes/pgp:probe[pgp:name='b']",
                    client.error(client.edit(datastore, probe("b", "<target>192.0.2.2</target>"))));
            assertEquals(
                    "access-denied /pgp:probes/pgp:probe[pgp:name='a']",
                    client.error(client.edit(datastore, probe("nc:operation='delete'", "a", ""))));
        }
        assertEquals(
                "access-denied /pgp:probes/pgp:probe[pgp:name='a']/pgp:target",
                client.error(client.edit("running", probe("a", "<target>192.0.2.9</target>"))));
        assertEquals("access-denied", client.error("<kill-session><session-id>99</session-id></kill-session>"));
        assertEquals(before, Files.readString(server.file));
        String counters = new LocalClient(server, "root").call("<get><filter><n:nacm/></filter></get>");
        assertFalse(counters.contains("denied"), "the container is itself only for those whom a rule lets read it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<community nc:operation='create'>secret</community>",
                "<community nc:operation='create'>guess</community>",
                "<community nc:operation='delete'>secret</community>",
                "<community nc:operation='delete'>guess</community>",
                "<community nc:operation='remove'>guess</community>",
                "<community>secret</community>"
            })
    void anEditDoesNotTellWhatASecretIs(String guess) throws Exception {
        String edit = "<agent xmlns='urn:pathgauge:yang:pathgauge-system'><snmp>" + guess + "</snmp></agent>";
        var bob = client("bob", "", """
                {"name": "r", "path": "/pathgauge-system:agent/snmp/contact", "access-operations": "*",
                 "action": "permit"}""");
        assertEquals("access-denied /pgs:agent/pgs:snmp/pgs:community", bob.error(bob.edit("running", edit)));
        assertEquals("access-denied /pgs:agent/pgs:snmp/pgs:community", bob.error(bob.edit("candidate", edit)));
        assertEquals(
                "access-denied /pgs:agent/pgs:snmp/pgs:community",
                bob.error("<copy-config><target><candidate/></target><source><config>" + edit
                        + "</config></source></copy-config>"));
        bob.ok(bob.edit(
                "running",
                edit.replaceAll("<(/?)community[^>]*>", "<$1contact>").replace(guess, "x")));
    }

    @Test
    void aWriterWhoMayNotReadCanNameWhatHeWrites() throws Exception {
        var bob = client("bob", "\"read-default\": \"deny\",", """
                {"name": "r", "path": "/pathgauge-probes:probes/probe[name='a']/size", "access-operations": "update create",
                 "action": "permit"}""");
        bob.ok(bob.edit("running", probe("a", "<size>99</size>")));
        assertEquals(
                "access-denied /pgp:probes/pgp:probe/pgp:ttl",
                bob.error(bob.edit("running", probe("a", "<ttl>9</ttl>"))));
        assertEquals(
                "access-denied /nacm:nacm/nacm:groups",
                bob.error(bob.edit("running", "<n:nacm><n:groups nc:operation='create'/></n:nacm>")));
    }

    @Test
    void aTestSendsPacketsAndNeedsARule() throws Exception {
        String test = "<p:run-test><p:target>192.0.2.1</p:target></p:run-test>";
        assertEquals("access-denied", client("bob", "", "").error(test));
        assertTrue(new LocalClient(server, "alice").call(test).contains("loss-ratio"));
        assertTrue(client("bob", "", """
                {"name": "r", "module-name": "pathgauge-probes", "rpc-name": "run-test", "access-operations": "exec",
                 "action": "permit"}""").call(test).contains("loss-ratio"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pathgauge-probes:probes",
                "/pathgauge-probes:probes/probe[name='a']",
                "/pathgauge-probes:probes/probe/statistics",
                "/pathgauge-probes:probes/probe/statistics/window"
            })
    void historyIsAsReadableAsTheStatistics(String hidden) throws Exception {
        server = new LocalServer(folder, """
                {"ietf-netconf-acm:nacm": {"rule-list": [{"name": "all", "group": ["*"], "rule": [
                  {"name": "hide", "path": "%s", "access-operations": "read", "action": "deny"}]}]}}""".formatted(hidden), SnapshotFixtures.snapshot(1));
        Operation history = ReadHistory.operation(
                new Schemas(TestModels.MODELS),
                query -> new HistoryReader.Answer("", List.of(), false, List.of()),
                () -> SnapshotFixtures.snapshot(1),
                server.nacm);
        var denied = assertThrows(RpcError.class, () -> history.run(question("a")));
        assertEquals(RpcError.Tag.ACCESS_DENIED, denied.tag());
        if (hidden.contains("'a'")) {
            history.run(question("b"));
        }
    }

    private static Operation.Request question(String probe) throws RpcError {
        String text = "<read-history xmlns='" + ProbeShapes.NS + "'><probe>" + probe
                + "</probe><from>2026-11-23T05:00:00Z</from><to>2026-11-23T06:00:00Z</to></read-history>";
        return new Operation.Request(
                TestModels.session(), new Xml(64).parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void whatMayNotBeReadIsNotThereAndCannotBeFound() throws Exception {
        var carol = client("carol", "", "");
        String all = carol.call("<get-config><source><running/></source></get-config>");
        assertTrue(all.contains("<contact>noc</contact>"), all);
        assertFalse(all.contains("secret"), "nacm:default-deny-all of the model: " + all);
        assertFalse(all.contains("rule-list"), all);
        assertFalse(all.contains("<ttl>"), all);
        String found = carol.call("<get-config><source><running/></source><filter><p:probes><p:probe><p:ttl>9</p:ttl>"
                + "</p:probe></p:probes></filter></get-config>");
        assertFalse(found.contains("<name>"), "a filter cannot guess it either: " + found);
        String alice = new LocalClient(server, "alice").call("<get-config><source><running/></source></get-config>");
        assertTrue(alice.contains("secret") && alice.contains("<ttl>"), alice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'/pathgauge-probes:probes/probe'  | create update | a | <size>99</size>               | access-denied /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'/pathgauge-probes:probes/probe/size' | create | a | <size>99</size>                  | ok",
                "'/pgp:probes/pgp:probe'           | *             | a | <size>99</size>               | ok",
                "'/pathgauge-probes:probes/probe'  | *             | c | <target>192.0.2.3</target>     | ok",
                "'/pathgauge-probes:probes/probe[name=\"a\"]' | * | a | <target>192.0.2.3</target>      | ok",
                "'/pathgauge-probes:probes/probe[name=\"a\"]' | * | b | <target>192.0.2.3</target>      | access-denied /pgp:probes/pgp:probe[pgp:name='b']/pgp:target",
                "'/pathgauge-probes:probes/probe'  | update        | c | <target>192.0.2.3</target>     | access-denied /pgp:probes/pgp:probe[pgp:name='c']",
                "'/pathgauge-probes:probes/probe'  | create read   | b | <ttl nc:operation='delete'/>   | access-denied /pgp:probes/pgp:probe[pgp:name='b']/pgp:ttl",
            })
    void aRulePermitsWhatItsPathLeadsTo(String path, String access, String probe, String inside, String expected)
            throws Exception {
        String rule = "{\"name\": \"r\", \"path\": \"" + path.replace("\"", "'") + "\", \"access-operations\": \""
                + access + "\", \"action\": \"permit\"}";
        boolean denied = path.endsWith("/probe") && access.equals("create update");
        var bob = client("bob", "", denied ? rule.replace("permit", "deny") : rule);
        String edit = bob.edit("running", probe(probe, inside));
        if (expected.equals("ok")) {
            bob.ok(edit);
        } else {
            assertEquals(expected, bob.error(edit));
            assertTrue(new LocalClient(server, "alice")
                    .call("<get><filter><n:nacm/></filter></get>")
                    .contains("<denied-data-writes>1</denied-data-writes>"));
        }
    }

    @Test
    void aCommitIsJudgedByWhatItChanges() throws Exception {
        var bob = client("bob", "", """
                {"name": "r", "path": "/pathgauge-probes:probes", "access-operations": "*", "action": "permit"}""");
        var alice = new LocalClient(server, "alice");
        alice.ok(alice.edit(
                "candidate",
                "<agent xmlns='urn:pathgauge:yang:pathgauge-system'><snmp><contact>x</contact></snmp></agent>"));
        assertEquals("access-denied /pgs:agent/pgs:snmp/pgs:contact", bob.error("<commit/>"));
        alice.ok("<discard-changes/>");
        bob.ok(bob.edit("candidate", probe("c", "<target>192.0.2.3</target>")));
        bob.ok("<commit/>");
    }

    @Test
    void operationsAreRefusedByRuleAndByDefault() throws Exception {
        var bob = client("bob", "\"exec-default\": \"deny\",", """
                {"name": "no-lock", "rpc-name": "lock", "access-operations": "exec", "action": "deny"},
                {"name": "get", "rpc-name": "get", "access-operations": "*", "action": "permit"},
                {"name": "schema", "module-name": "ietf-netconf-monitoring", "access-operations": "exec", "action": "permit"}""");
        bob.call("<get><filter/></get>");
        assertEquals("access-denied", bob.error("<lock><target><running/></target></lock>"));
        assertEquals("access-denied", bob.error("<get-config><source><running/></source></get-config>"));
        assertTrue(
                bob.call("<get-schema xmlns='" + Ns.MONITORING + "'><identifier>ietf-netconf</identifier></get-schema>")
                        .contains("module ietf-netconf"));
        var alice = new LocalClient(server, "alice");
        assertEquals("invalid-value", alice.error("<kill-session><session-id>99</session-id></kill-session>"));
        assertTrue(alice.call("<get><filter><n:nacm/></filter></get>")
                .contains("<denied-operations>2</denied-operations>"));
        bob.ok("<close-session/>");
    }

    @Test
    void aChangeOfTheRulesHoldsFromTheNextRequestOn() throws Exception {
        var bob = client("bob", "", "");
        String edit = bob.edit("running", probe("c", "<target>192.0.2.3</target>"));
        assertEquals("access-denied /pgp:probes/pgp:probe[pgp:name='c']", bob.error(edit));
        assertEquals(
                "access-denied /nacm:nacm/nacm:enable-nacm",
                bob.error(bob.edit("running", "<n:nacm><n:enable-nacm>false</n:enable-nacm></n:nacm>")));
        var alice = new LocalClient(server, "alice");
        alice.ok(alice.edit("running", "<n:nacm><n:enable-nacm>false</n:enable-nacm></n:nacm>"));
        bob.ok(edit);
    }

    @Test
    void theFileIsTheRecoverySession() throws Exception {
        var bob = client("bob", "", "");
        Files.writeString(server.file, Files.readString(server.file).replace("[\"alice\"]", "[\"alice\", \"bob\"]"));
        server.datastore.reload();
        bob.ok(bob.edit("running", probe("c", "<target>192.0.2.3</target>")));
    }
}
