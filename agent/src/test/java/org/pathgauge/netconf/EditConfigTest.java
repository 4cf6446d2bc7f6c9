package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.netconf.LocalClient.probe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.model.SnapshotFixtures;

/** What edit-config does to a datastore (RFC 6241 section 7.2, RFC 7950 sections 7.5.8 to 7.8.6). */
class EditConfigTest {
    @TempDir
    Path folder;

    private LocalServer server;
    private LocalClient alice;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, """
                {"pathgauge-probes:probes": {"probe": [
                  {"name": "a", "target": "192.0.2.1", "interval": 500, "size": 100},
                  {"name": "b", "target": "192.0.2.2"}]},
                 %s}
                """.formatted(LocalServer.ADMIN), SnapshotFixtures.snapshot(1));
        alice = new LocalClient(server, "alice");
    }

    private String a(String datastore) throws Exception {
        return alice.call("<get-config><source><" + datastore + "/></source><filter><p:probes><p:probe><p:name>a"
                        + "</p:name></p:probe></p:probes></filter></get-config>")
                .replaceAll("(?s).*<name>a</name>(.*)</probe>.*", "$1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                    | <size>24</size>   | <target>192.0.2.1</target><interval>500</interval><size>24</size>",
                "nc:operation='merge'  | <size>24</size>   | <target>192.0.2.1</target><interval>500</interval><size>24</size>",
                "nc:operation='replace' | <target>192.0.2.9</target> | <target>192.0.2.9</target>",
                "''                    | <size nc:operation='delete'/>       | <target>192.0.2.1</target><interval>500</interval>",
                "''                    | <size nc:operation='remove'/>       | <target>192.0.2.1</target><interval>500</interval>",
                "''                    | <ttl nc:operation='remove'/> | <target>192.0.2.1</target><interval>500</interval><size>100</size>",
                "''                    | <ttl nc:operation='create'>9</ttl> | <target>192.0.2.1</target><interval>500</interval><size>100</size><ttl>9</ttl>",
                "''                    | <interval> 0x100 </interval> | <target>192.0.2.1</target><interval>256</interval><size>100</size>",
            })
    void changesAnEntry(String attributes, String inside, String expected) throws Exception {
        for (String datastore : List.of("candidate", "running")) {
            alice.ok(alice.edit(datastore, probe(attributes, "a", inside)));
            assertEquals(expected, a(datastore));
        }
        assertEquals(
                ConfigLoader.Origin.KNOWN,
                ConfigLoader.start(server.file, folder.resolve("state")).origin(),
                "the next start need not validate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nc:operation='create' | <target>192.0.2.1</target> | data-exists /pgp:probes/pgp:probe[pgp:name='a']",
                "'' | <ttl nc:operation='delete'/>      | data-missing /pgp:probes/pgp:probe[pgp:name='a']/pgp:ttl",
                "'' | <size nc:operation='create'>9</size> | data-exists /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'' | <size nc:operation='none'>9</size> | bad-attribute /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'' | <size nc:op='x'>9</size>          | unknown-attribute /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'' | <size>9</size>                    | invalid-value /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'' | <size><a/></size>                 | unknown-element /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'' | <colour>red</colour>              | unknown-element /pgp:probes/pgp:probe[pgp:name='a']",
                "'' | <x xmlns='urn:none'/>             | unknown-namespace /pgp:probes/pgp:probe[pgp:name='a']",
                "'' | <x xmlns='[no URI'/>              | unknown-namespace /pgp:probes/pgp:probe[pgp:name='a']",
                "'' | <state/>                          | unknown-element /pgp:probes/pgp:probe[pgp:name='a']",
                "'' | <size>50</size><size>60</size>    | bad-element /pgp:probes/pgp:probe[pgp:name='a']/pgp:size",
                "'' | <threshold><metric>loss</metric></threshold> | missing-element /pgp:probes/pgp:probe[pgp:name='a']/pgp:threshold",
                "y:insert='first' | <size>50</size>     | bad-attribute /pgp:probes/pgp:probe",
            })
    void refusesAnEdit(String attributes, String inside, String expected) throws Exception {
        String before = Files.readString(server.file);
        for (String datastore : List.of("candidate", "running")) {
            assertEquals(expected, alice.error(alice.edit(datastore, probe(attributes, "a", inside))));
            assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2"), alice.targets(datastore));
        }
        assertEquals(before, Files.readString(server.file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<size>24</size><target nc:operation='delete'/> | data-missing /pgp:probes/pgp:probe[pgp:name='a']/pgp:target",
                "<threshold><name>t</name><metric>loss</metric></threshold> | operation-failed must-violation /pgp:probes/pgp:probe[pgp:name='a']/pgp:threshold[pgp:name='t']",
                "<family>ipv6</family> | operation-failed must-violation /pgp:probes/pgp:probe[pgp:name='a']/pgp:family",
            })
    void theRunningConfigurationIsValidatedAtOnceAndTheCandidateAtItsCommit(String inside, String expected)
            throws Exception {
        assertEquals(expected, alice.error(alice.edit("running", probe("a", inside))));
        alice.ok(alice.edit("candidate", probe("a", inside)));
        assertEquals(expected, alice.error("<validate><source><candidate/></source></validate>"));
        assertEquals(expected, alice.error("<commit/>"));
        assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2"), alice.targets("running"));
        assertEquals(
                expected,
                alice.error(alice.edit(
                        "candidate", probe("b", "<size>99</size>"), "<test-option>test-then-set</test-option>")));
        assertFalse(alice.call("<get-config><source><candidate/></source></get-config>")
                .contains("<size>99</size>"));
    }

    @Test
    void defaultOperationSaysWhatHappensToTheRest() throws Exception {
        String none = "<default-operation>none</default-operation>";
        alice.ok(alice.edit("running", probe("a", "<size nc:operation='replace'>60</size>"), none));
        assertEquals(
                "data-missing /pgp:probes/pgp:probe[pgp:name='c']",
                alice.error(alice.edit("running", probe("c", ""), none)));
        alice.ok(alice.edit("running", probe("nc:operation='create'", "c", "<target>192.0.2.3</target>"), none));
        assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2", "c=192.0.2.3"), alice.targets("running"));
        alice.ok(alice.edit(
                "candidate",
                probe("z", "<target>192.0.2.9</target>"),
                "<default-operation>replace</default-operation>"));
        assertEquals(List.of("z=192.0.2.9"), alice.targets("candidate"));
    }

    @Test
    void testOnlyChangesNothing() throws Exception {
        String test = "<test-option>test-only</test-option>";
        for (String datastore : List.of("running", "candidate")) {
            alice.ok(alice.edit(datastore, probe("c", "<target>192.0.2.3</target>"), test));
            assertEquals(
                    "data-missing /pgp:probes/pgp:probe[pgp:name='c']/pgp:target",
                    alice.error(alice.edit(datastore, probe("c", ""), test)));
            assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2"), alice.targets(datastore));
        }
    }

    @Test
    void continueOnErrorDoesWhatItCanAndTellsTheRest() throws Exception {
        String edit = twice(probe("a", "<size>9</size><ttl>9</ttl>"), probe("c", "<target>192.0.2.3</target>"))
                + "<x xmlns='urn:none'/>";
        assertEquals(
                List.of("invalid-value /pgp:probes/pgp:probe[pgp:name='a']/pgp:size", "unknown-namespace"),
                alice.errors(alice.edit("running", edit, "<error-option>continue-on-error</error-option>")));
        assertTrue(a("running").endsWith("<ttl>9</ttl>"), a("running"));
        assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2", "c=192.0.2.3"), alice.targets("running"));
    }

    /** Two entries in one container. */
    private static String twice(String one, String two) {
        return one.replace("</probes>", "") + two.substring(two.indexOf("<probe "));
    }

    @Test
    void everyErrorOfARefusedCommitIsReported() throws Exception {
        assertEquals(
                List.of(
                        "data-missing /pgp:probes/pgp:probe[pgp:name='c']/pgp:target",
                        "data-missing /pgp:probes/pgp:probe[pgp:name='d']/pgp:target"),
                alice.errors(alice.edit("running", twice(probe("c", ""), probe("d", "")))));
    }

    @Test
    void entriesThatTheUserOrdersGoWhereTheyAreWanted() throws Exception {
        assertEquals(List.of("admins"), rules());
        alice.ok(alice.edit("running", ruleList("", "last")));
        alice.ok(alice.edit("running", ruleList("y:insert='first'", "first")));
        alice.ok(alice.edit("running", ruleList("y:insert='before' y:key=\"[n:name='last']\"", "late")));
        alice.ok(alice.edit("running", ruleList("y:insert='after' y:key=\"[n:name='first']\"", "early")));
        assertEquals(List.of("first", "early", "admins", "late", "last"), rules());
        alice.ok(alice.edit("running", ruleList("y:insert='last'", "first")));
        assertEquals(List.of("early", "admins", "late", "last", "first"), rules());
        assertEquals(
                "bad-attribute missing-instance /nacm:nacm/nacm:rule-list[nacm:name='x']",
                alice.error(alice.edit("running", ruleList("y:insert='after' y:key=\"[n:name='none']\"", "x"))));
        assertEquals(
                "missing-attribute /nacm:nacm/nacm:rule-list[nacm:name='x']",
                alice.error(alice.edit("running", ruleList("y:insert='after'", "x"))));
        ConfigLoader.start(server.file, folder.resolve("other")).datastore().join();
        assertEquals(
                server.datastore.running(),
                ConfigLoader.start(server.file, folder.resolve("other"))
                        .datastore()
                        .join()
                        .running(),
                "the file keeps the order");
    }

    private static String ruleList(String attributes, String name) {
        return "<nacm xmlns='" + Ns.NACM + "'><rule-list " + attributes + "><name>" + name
                + "</name></rule-list></nacm>";
    }

    private List<String> rules() throws Exception {
        String reply = alice.call("<get-config><source><running/></source><filter><n:nacm><n:rule-list><n:name/>"
                + "</n:rule-list></n:nacm></filter></get-config>");
        return java.util.regex.Pattern.compile("<name>([^<]*)</name>")
                .matcher(reply)
                .results()
                .map(r -> r.group(1))
                .toList();
    }

    @Test
    void aCaseTakesThePlaceOfAnother() throws Exception {
        String rule = "<nacm xmlns='" + Ns.NACM + "'><rule-list><name>admins</name><rule><name>r</name>%s"
                + "<action>deny</action></rule></rule-list></nacm>";
        alice.ok(alice.edit("running", rule.formatted("<rpc-name>x</rpc-name>")));
        alice.ok(alice.edit("running", rule.formatted("<path>/p:probes</path>")));
        String json = Files.readString(server.file);
        assertFalse(json.contains("rpc-name"), json);
        assertTrue(json.contains("\"/pathgauge-probes:probes\""), "prefixes of paths become module names: " + json);
    }

    @Test
    void manyEntriesInOneEdit() throws Exception {
        var many = new StringBuilder("<probes xmlns='" + LocalClient.PROBES + "'>");
        for (int i = 0; i < 1000; i++) {
            many.append("<probe><name>m").append(i).append("</name><target>192.0.2.1</target></probe>");
        }
        alice.ok(alice.edit("running", many.append("</probes>").toString()));
        assertEquals(1002, server.datastore.config().probes().size());
    }
}
