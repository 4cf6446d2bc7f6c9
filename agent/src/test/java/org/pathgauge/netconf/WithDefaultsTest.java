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
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.model.SnapshotFixtures;

/** The modes of RFC 6243. In the probe a, ttl is configured, and so is timeout, which has the value of its default. */
class WithDefaultsTest {
    private static final String TAG = " xmlns:wd=\"urn:ietf:params:xml:ns:netconf:default:1.0\" wd:default=\"true\"";

    @TempDir
    Path folder;

    private LocalServer server;
    private LocalClient alice;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(
                folder,
                "{\"pathgauge-probes:probes\": {\"probe\": [{\"name\": \"a\", \"target\": \"192.0.2.1\", \"timeout\": 2000,"
                        + " \"ttl\": 9}]}, " + LocalServer.ADMIN + "}",
                SnapshotFixtures.snapshot(1));
        alice = new LocalClient(server, "alice");
    }

    private static String parameter(String mode) {
        return mode.isEmpty() ? "" : "<with-defaults xmlns='" + Ns.WITH_DEFAULTS + "'>" + mode + "</with-defaults>";
    }

    private String config(LocalClient client, String mode, String filter) throws Exception {
        return client.call("<get-config><source><running/></source>" + filter + parameter(mode) + "</get-config>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                  | <timeout>2000</timeout>    | <ttl>9</ttl> |",
                "explicit          | <timeout>2000</timeout>    | <ttl>9</ttl> |",
                "trim              |                            | <ttl>9</ttl> |",
                "report-all        | <timeout>2000</timeout>    | <ttl>9</ttl> | <interval>1000</interval>",
                "report-all-tagged | <timeout%>2000</timeout>   | <ttl>9</ttl> | <interval%>1000</interval>",
            })
    void aModeTellsWhichValuesAreShown(String mode, String same, String other, String absent) throws Exception {
        for (String operation : List.of("get", "get-config")) {
            String source = operation.equals("get") ? "" : "<source><running/></source>";
            String reply = alice.call("<" + operation + ">" + source + "<filter><p:probes><p:probe><p:name>a</p:name>"
                    + "<p:timeout/><p:interval/><p:ttl/></p:probe></p:probes></filter>"
                    + parameter(mode == null ? "" : mode) + "</" + operation + ">");
            assertEquals(same != null, reply.contains("<timeout"), reply);
            assertEquals(absent != null, reply.contains("<interval"), reply);
            for (String expected : List.of(same == null ? "" : same, other, absent == null ? "" : absent)) {
                assertTrue(reply.contains(expected.replace("%", TAG)), expected + " in " + reply);
            }
        }
    }

    @Test
    void defaultsAreFoundByFiltersAndInContainersThatNobodyConfigured() throws Exception {
        String filter = "<filter><p:probes><p:probe><p:interval>1000</p:interval></p:probe></p:probes></filter>";
        assertFalse(config(alice, "", filter).contains("<name>a"), "no interval is configured");
        assertTrue(config(alice, "report-all", filter).contains("<name>a"), "but one is in force");
        String all = config(alice, "report-all", "");
        assertTrue(all.contains("<packets-per-second>20000</packets-per-second>"), all);
        assertTrue(all.contains("<agent xmlns=\"urn:pathgauge:yang:pathgauge-system\">"), all);
        assertFalse(all.contains("<sent>"), "state is no configuration");
        assertFalse(all.contains("\"true\""), "nothing is tagged");
    }

    @Test
    void defaultsOfWhatMayNotBeReadAreNotShown() throws Exception {
        assertTrue(config(alice, "report-all", "").contains("<enable-nacm>true</enable-nacm>"));
        assertFalse(config(new LocalClient(server, "bob"), "report-all", "").contains("nacm"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nc:operation='create'", "nc:operation='replace'", "nc:operation='merge'"})
    void aTaggedValueInAnEditIsTheDefaultAndIsNotConfigured(String operation) throws Exception {
        String tag = " xmlns:wd='" + Ns.DEFAULT + "' wd:default='true' ";
        alice.ok(alice.edit(
                "running",
                probe("a", "<timeout" + tag + ">2000</timeout><interval" + tag + operation + ">1000</interval>")));
        assertFalse(Files.readString(server.file).contains("timeout"), "it is back at its default");
        assertEquals(
                "invalid-value /pgp:probes/pgp:probe[pgp:name='a']/pgp:interval",
                alice.error(alice.edit("running", probe("a", "<interval" + tag + ">5000</interval>"))));
        assertEquals(
                "invalid-value /pgp:probes/pgp:probe[pgp:name='a']/pgp:target",
                alice.error(alice.edit("running", probe("a", "<target" + tag + ">192.0.2.1</target>"))));
    }

    @Test
    void whatIsNotKnownOrNotDoneIsRefused() throws Exception {
        assertEquals("invalid-value", alice.error("<get>" + parameter("all") + "</get>"));
        assertEquals("unknown-element", alice.error("<get><with-defaults>trim</with-defaults></get>"));
        String copy = "<copy-config><target><candidate/></target><source><running/></source>%s</copy-config>";
        assertEquals("invalid-value", alice.error(copy.formatted(parameter("all"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"explicit", "report-all", "report-all-tagged", "trim"})
    void aCopyToADatastoreIsOfWhatWasConfiguredWhateverIsAskedFor(String mode) throws Exception {
        alice.ok(alice.edit("candidate", probe("a", "<timeout nc:operation='remove'/>")));
        alice.ok("<copy-config><target><candidate/></target><source><running/></source>" + parameter(mode)
                + "</copy-config>");
        String copied = alice.call("<get-config><source><candidate/></source></get-config>");
        assertTrue(copied.contains("<timeout>2000</timeout>"), "the value of the default was configured: " + copied);
        assertFalse(copied.contains("<interval"), "this one was not: " + copied);
    }

    @Test
    void theValuesOfALeafListAreTheDefaultTogether() throws Exception {
        String edit = "<agent xmlns='urn:pathgauge:yang:pathgauge-system'><openmetrics>%s</openmetrics></agent>";
        String all = config(alice, "report-all-tagged", "");
        assertTrue(all.contains("<window" + TAG + ">1min</window>"), all);
        alice.ok(alice.edit("running", edit.formatted("<window>1min</window>")));
        assertTrue(config(alice, "", "").contains("<window>1min</window>"));
        assertFalse(config(alice, "trim", "").contains("<window"));
        alice.ok(alice.edit("running", edit.formatted("<window>15min</window>")));
        assertTrue(config(alice, "trim", "").contains("<window>15min</window><window>1min</window>"));
    }
}
