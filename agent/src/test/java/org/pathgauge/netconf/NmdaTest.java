package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pathgauge.model.SnapshotFixtures;

/**
 * get-data and edit-data (RFC 8526). The interface eth0 is configured, wlan0 is only watched; of probe-1 the target is
 * configured and ttl is not.
 */
class NmdaTest {
    private static final String DS = " xmlns:ds='urn:ietf:params:xml:ns:yang:ietf-datastores'";
    private static final String OR = " xmlns:or='urn:ietf:params:xml:ns:yang:ietf-origin'";
    private static final String PROBE =
            "<subtree-filter><p:probes><p:probe><p:name>probe-1</p:name><p:target/><p:ttl/></p:probe></p:probes></subtree-filter>";

    @TempDir
    Path folder;

    private LocalClient alice;

    @BeforeEach
    void start() throws Exception {
        var server = new LocalServer(
                folder,
                "{\"pathgauge-probes:probes\": {\"probe\": [{\"name\": \"probe-1\", \"target\": \"192.0.2.1\"}]},"
                        + " \"pathgauge-xdp:interfaces\": {\"interface\": [{\"name\": \"eth0\"}]}, " + LocalServer.ADMIN
                        + "}",
                SnapshotFixtures.snapshot(2));
        alice = new LocalClient(server, "alice");
    }

    private String get(String datastore, String parameters) throws Exception {
        return alice.call("<get-data xmlns='" + Ns.NMDA + "'" + DS + OR + "><datastore>ds:" + datastore + "</datastore>"
                        + parameters + "</get-data>")
                .replaceAll("(?s).*<data xmlns=\"" + Ns.NMDA + "\">(.*)</data>.*", "$1");
    }

    @Test
    void aConfigurationDatastoreHasNeitherStateNorDefaults() throws Exception {
        String running = get("running", "");
        assertTrue(running.contains("<target>192.0.2.1</target>"), running);
        assertFalse(running.contains("<state>") || running.contains("<ttl>"), running);
        assertEquals(running, get("candidate", ""));
        assertTrue(get("candidate", "<config-filter>false</config-filter>").isEmpty());
        assertTrue(get("running", "<with-defaults xmlns='" + Ns.WITH_DEFAULTS + "'>report-all</with-defaults>")
                .contains("<ttl>64</ttl>"));
    }

    @Test
    void theOperationalStateHasStateAndDefaults() throws Exception {
        String all = get("operational", "");
        assertTrue(all.contains("<ttl>64</ttl>") && all.contains("<state>"), all);
        assertFalse(all.contains("wd:default") || all.contains("origin="), all);
        String configured = get("operational", "<config-filter>true</config-filter>");
        assertTrue(configured.contains("<ttl>64</ttl>") && !configured.contains("<state>"), configured);
        String state = get("operational", "<config-filter>false</config-filter>");
        assertTrue(state.contains("<state>") && !state.contains("<target>192.0.2.1</target>"), state);
        assertFalse(get("operational", "<with-defaults xmlns='" + Ns.WITH_DEFAULTS + "'>trim</with-defaults>")
                .contains("<ttl>"));
    }

    @Test
    void originsAreTold() throws Exception {
        String probe = get("operational", PROBE + "<with-origin/>");
        assertTrue(
                probe.contains("<probes xmlns=\"urn:pathgauge:yang:pathgauge-probes\" xmlns:or=\"" + Ns.ORIGIN
                        + "\" or:origin=\"or:intended\">"),
                probe);
        assertTrue(probe.contains("<target>192.0.2.1</target>"), probe);
        assertTrue(probe.contains("or:origin=\"or:default\">64</ttl>"), probe);
        String interfaces = get(
                "operational",
                "<xpath-filter xmlns:x='urn:pathgauge:yang:pathgauge-xdp'>/x:interfaces/x:interface/x:name</xpath-filter>"
                        + "<with-origin/>");
        assertTrue(interfaces.contains("<interface><name>eth0"), interfaces);
        assertTrue(interfaces.contains("or:origin=\"or:system\"><name>wlan0"), interfaces);
    }

    @Test
    void originsFilterConfigurationAndLeaveStateAlone() throws Exception {
        String onlyConfig = "<config-filter>true</config-filter>";
        String defaults = get("operational", PROBE + onlyConfig + "<origin-filter>or:default</origin-filter>");
        assertTrue(defaults.contains("<name>probe-1</name><ttl>64</ttl>"), defaults);
        String intended = get(
                "operational",
                PROBE + onlyConfig
                        + "<negated-origin-filter>or:default</negated-origin-filter><negated-origin-filter>or:system</negated-origin-filter>");
        assertTrue(intended.contains("<target>") && !intended.contains("<ttl>"), intended);
        assertEquals("", get("operational", onlyConfig + "<origin-filter>or:learned</origin-filter>"));
        assertTrue(
                get("operational", "<origin-filter>or:learned</origin-filter>").contains("<state>"));
    }

    @Test
    void aDepthEndsEverySelectedSubtree() throws Exception {
        String top = get("operational", "<max-depth>1</max-depth>");
        assertTrue(top.contains("<probes xmlns=\"urn:pathgauge:yang:pathgauge-probes\"></probes>"), top);
        assertFalse(top.contains("<probe>"), top);
        String entries = get("operational", "<max-depth>2</max-depth>");
        assertTrue(entries.contains("<probe><name>probe-1</name></probe>"), entries);
        String selected = get("running", "<xpath-filter>/probes/probe</xpath-filter><max-depth>2</max-depth>");
        assertTrue(selected.contains("<target>192.0.2.1</target>"), selected);
    }

    @Test
    void anEditGoesToTheDatastoreThatItNames() throws Exception {
        alice.ok("<lock><target><datastore xmlns='" + Ns.NMDA + "'" + DS + ">ds:candidate</datastore></target></lock>");
        alice.ok("<edit-data xmlns='" + Ns.NMDA + "'" + DS
                + "><datastore>ds:candidate</datastore><config><p:probes><p:probe>"
                + "<p:name>probe-1</p:name><p:ttl>7</p:ttl></p:probe></p:probes></config></edit-data>");
        assertTrue(get("candidate", PROBE).contains("<ttl>7</ttl>"));
        assertFalse(get("running", PROBE).contains("<ttl>"));
        alice.ok("<validate><source><datastore xmlns='" + Ns.NMDA + "'" + DS
                + ">ds:candidate</datastore></source></validate>");
        alice.ok("<unlock><target><candidate/></target></unlock>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get-data  | <datastore>ds:startup</datastore> | invalid-value",
                "get-data  | <datastore>x:running</datastore> | invalid-value",
                "get-data  | ''                                | missing-element",
                "get-data  | <datastore>ds:running</datastore><with-origin/> | invalid-value",
                "get-data  | <datastore>ds:running</datastore><origin-filter>or:system</origin-filter> | invalid-value",
                "get-data  | <datastore>ds:operational</datastore><origin-filter>or:mine</origin-filter> | invalid-value",
                "get-data  | <datastore>ds:running</datastore><max-depth>0</max-depth> | invalid-value",
                "get-data  | <datastore>ds:running</datastore><config-filter>1</config-filter> | invalid-value",
                "get-data  | <datastore>ds:running</datastore><subtree-filter/><xpath-filter>/a</xpath-filter> | bad-element",
                "get-data  | <datastore>ds:running</datastore><datastore>ds:running</datastore> | bad-element",
                "edit-data | <datastore>ds:operational</datastore><config/> | invalid-value",
                "edit-data | <datastore>ds:running</datastore> | missing-element",
                "edit-data | <datastore>ds:running</datastore><url>file:///etc/passwd</url> | unknown-element",
            })
    void refuses(String operation, String parameters, String tag) throws Exception {
        String reply = alice.call(
                "<" + operation + " xmlns='" + Ns.NMDA + "'" + DS + OR + ">" + parameters + "</" + operation + ">");
        assertTrue(reply.contains("<error-tag>" + tag + "</error-tag>"), reply);
    }
}
