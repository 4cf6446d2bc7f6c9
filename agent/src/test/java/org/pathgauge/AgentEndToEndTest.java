package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.WindowLength;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A whole agent, from its configuration file to real SNMP and NETCONF clients. One agent serves all tests. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgentEndToEndTest {
    private static final String STEADY =
            "{\"name\":\"steady\",\"target\":\"10.99.0.3\",\"interval\":100,\"timeout\":500}";
    private static final String SILENT =
            "{\"name\":\"silent\",\"target\":\"10.99.0.77\",\"interval\":500,\"timeout\":500}";
    private static final String BREAKABLE = "{\"name\":\"breakable\",\"target\":\"10.99.0.2\",\"interval\":100,"
            + "\"timeout\":500,\"threshold\":[{\"name\":\"loss\",\"metric\":\"loss\",\"window\":\"10s\","
            + "\"rising\":\"500000\",\"falling\":\"10000\",\"severity\":\"critical\"}]}";

    @TempDir
    static Path dir;

    private static AgentLab lab;
    private static MibNames mib;

    @BeforeAll
    static void start() throws Exception {
        lab = new AgentLab(dir);
        mib = new MibNames();
        lab.configure(STEADY, SILENT, BREAKABLE);
        lab.start();
        for (String name : List.of("steady", "silent", "breakable")) {
            lab.eventually(
                    "the first slot of " + name + " is complete",
                    () -> probe(name).getAsJsonObject("windows").has("10s"));
        }
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    @Order(1)
    void everyViewTellsTheSameSnapshot() throws Exception {
        long pinned = Long.parseLong(lab.pathgauge("pin").output().strip());
        try {
            JsonObject shown = lab.show("probes");
            assertEquals(pinned, shown.get("snapshot").getAsLong());
            Map<String, String> snmp = walk();
            Element data = data(lab.netconf("<get/>"));
            assertEquals(pinned, Long.parseLong(snmp.get(mib.oid("pathGaugeAgentSnapshotNumber") + ".0")));
            assertEquals(pinned, Long.parseLong(text(data, "snapshot-number").orElseThrow()));
            int compared = 0;
            for (JsonElement element : shown.getAsJsonArray("probes")) {
                compared += compareProbe(element.getAsJsonObject(), snmp, data);
            }
            assertTrue(
                    compared >= 3 * (View.TOTALS.size() + View.WINDOW.size()),
                    "only " + compared + " values were compared");
            JsonObject pg0 =
                    lab.show("interfaces").getAsJsonArray("interfaces").get(0).getAsJsonObject();
            assertTrue(pg0.get("droppedPackets").getAsLong() > 0, pg0.toString());
            compareInterface(pg0, snmp, data);
        } finally {
            lab.pathgauge("pin", "--off");
        }
    }

    private static int compareProbe(JsonObject probe, Map<String, String> snmp, Element data) {
        String index = "." + probe.get("index").getAsInt();
        Element entry = entry(data, "probe", "name", probe.get("name").getAsString());
        JsonObject totals = probe.getAsJsonObject("totals");
        int compared = 0;
        for (View v : View.TOTALS) {
            String where = probe.get("name") + " " + v.json();
            v.check(where, totals, snmp.get(mib.oid("pathGaugeProbe" + v.mib()) + index), child(entry, "totals"));
            compared++;
        }
        JsonObject windows = probe.getAsJsonObject("windows");
        for (String length : windows.keySet()) {
            JsonObject window = windows.getAsJsonObject(length);
            Element yang = entry(entry, "window", "length", length);
            String row = index + "." + seconds(length);
            for (View v : View.WINDOW) {
                String where = probe.get("name") + " " + length + " " + v.json();
                v.check(where, window, snmp.get(mib.oid("pathGaugeWindow" + v.mib()) + row), yang);
                compared++;
            }
        }
        return compared;
    }

    private static void compareInterface(JsonObject shown, Map<String, String> snmp, Element data) {
        Element entry = entry(data, "interface", "name", shown.get("name").getAsString());
        String index = "." + shown.get("ifIndex").getAsInt();
        for (View v : View.INTERFACE) {
            String value = snmp.get(mib.oid("pathGaugeIf" + v.mib()) + index);
            v.check("pg0 " + v.json(), shown, value, child(entry, "state"));
        }
        for (JsonElement element : shown.getAsJsonArray("ingress")) {
            JsonObject count = element.getAsJsonObject();
            Element reason =
                    entry(entry, "reason", "reason", count.get("reason").getAsString());
            assertEquals(
                    count.get("packets").getAsString(), text(reason, "packets").orElseThrow());
            assertEquals(
                    count.get("octets").getAsString(), text(reason, "octets").orElseThrow());
            String row =
                    index + "." + (verdict(count.get("reason").getAsString()).ordinal() + 1);
            assertEquals(count.get("packets").getAsString(), snmp.get(mib.oid("pathGaugeVerdictPackets") + row));
            assertEquals(count.get("octets").getAsString(), snmp.get(mib.oid("pathGaugeVerdictOctets") + row));
        }
    }

    @Test
    @Order(2)
    void hangupAppliesTheDifferenceAlone() throws Exception {
        JsonObject before = probe("steady");
        String added = "{\"name\":\"added\",\"target\":\"10.99.0.2\",\"interval\":200,\"timeout\":500}";
        lab.configure(STEADY, BREAKABLE, added);
        AgentLab.must("kill", "-HUP", "" + lab.agent().pid());
        lab.eventually("the added probe is answered", () -> {
            JsonObject p = probe("added");
            return p.has("totals")
                    && p.getAsJsonObject("totals").get("received").getAsLong() > 0;
        });
        assertFalse(probe("silent").has("name"), "a removed probe is gone");
        JsonObject after = probe("steady");
        assertEquals(before.get("index"), after.get("index"));
        assertEquals(
                before.getAsJsonObject("totals").get("discontinuity"),
                after.getAsJsonObject("totals").get("discontinuity"),
                "counters of a probe that did not change go on");
        assertTrue(after.getAsJsonObject("totals").get("sent").getAsLong()
                >= before.getAsJsonObject("totals").get("sent").getAsLong());

        lab.configure(STEADY, BREAKABLE, added.replace("200", "300"));
        AgentLab.Result result = lab.pathgauge("reload");
        assertEquals("probe added changed", result.output().strip());
        lab.eventually(
                "the change shows", () -> probe("added").get("intervalMillis").getAsInt() == 300);
    }

    @Test
    @Order(3)
    void wrongFileIsRefusedWithEveryError() throws Exception {
        JsonObject before = lab.show("probes");
        lab.configure(STEADY.replace("100", "7"), BREAKABLE.replace("timeout", "timeuot"));
        AgentLab.Result result = lab.pathgauge("reload");
        assertEquals(3, result.status(), result.output());
        assertTrue(result.output().contains("probe[name='steady']/interval"), result.output());
        assertTrue(result.output().contains("timeuot"), result.output());
        lab.eventually(
                "a newer snapshot is there",
                () -> lab.show("probes").get("snapshot").getAsLong()
                        > before.get("snapshot").getAsLong());
        assertEquals(100, probe("steady").get("intervalMillis").getAsInt());
        assertEquals(
                before.getAsJsonArray("probes").size(),
                lab.show("probes").getAsJsonArray("probes").size());
    }

    @Test
    @Order(4)
    void brokenPathRaisesAndMendedPathClearsWithOneTrapEach() throws Exception {
        lab.configure(STEADY, BREAKABLE);
        assertEquals(0, lab.pathgauge("reload").status());
        Path traps = dir.resolve("traps.log");
        Path conf = Files.writeString(
                dir.resolve("snmptrapd.conf"),
                "createUser -e 0x%s %s SHA-256 \"%s\" AES \"%s\"\nauthUser log %s priv\ndisableAuthorization no\n"
                        .formatted(engineId(), AgentLab.USER, AgentLab.AUTH, AgentLab.PRIV, AgentLab.USER));
        lab.inBackground(
                traps,
                "snmptrapd",
                "-f",
                "-X",
                "-Lo",
                "-On",
                "-m",
                "",
                "-C",
                "-c",
                conf.toString(),
                "127.0.0.1:" + AgentLab.TRAPS);
        lab.eventually("snmptrapd listens", () -> read(traps).contains("NET-SNMP"));

        lab.far("addr", "del", "10.99.0.2/24", "dev", "pg0");
        lab.far("addr", "add", "10.99.0.3/24", "dev", "pg0");
        lab.eventually("the alarm is raised", () -> active("breakable"));
        awaitTraps(traps, 1);
        String listed =
                lab.netconf("<get><filter type=\"subtree\"><alarms xmlns=\"urn:pathgauge:yang:pathgauge-alarms\"/>"
                        + "</filter></get>");
        assertTrue(listed.contains("breakable") && listed.contains("critical"), listed);

        // An agent that starts anew knows that the alarm was raised.
        lab.agent().destroy();
        assertTrue(lab.agent().waitFor(20, TimeUnit.SECONDS));
        String firstLife = lab.agentLog();
        lab.start();
        lab.eventually("the alarm outlives a restart", () -> active("breakable"));

        lab.far("addr", "add", "10.99.0.2/24", "dev", "pg0");
        lab.eventually("the alarm is cleared", () -> !active("breakable"));
        awaitTraps(traps, 2);
        String cleared = "cleared (critical): probe breakable";
        lab.eventually("it is logged", () -> lab.agentLog().contains(cleared));
        String log = firstLife + lab.agentLog();
        assertEquals(1, count(log, "raised (critical): probe breakable"), log);
        assertEquals(1, count(log, cleared), log);
    }

    @Test
    @Order(5)
    void terminationIsCleanAndFast() throws Exception {
        lab.agent().destroy();
        assertTrue(lab.agent().waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, lab.agent().exitValue(), lab.agentLog());
        assertFalse(Files.exists(lab.state().resolve("control.sock")));
        AgentLab.Result result = lab.pathgauge("show", "probes");
        assertEquals(1, result.status());
        assertTrue(result.output().contains("pathgauge run"), result.output());
    }

    private static JsonObject probe(String name) {
        for (JsonElement element : lab.show("probes").getAsJsonArray("probes")) {
            if (element.getAsJsonObject().get("name").getAsString().equals(name)) {
                return element.getAsJsonObject();
            }
        }
        return new JsonObject();
    }

    private static void awaitTraps(Path log, int wanted) {
        try {
            lab.eventually(
                    wanted + " traps arrived",
                    () -> count(read(log), ".1.1.4.1.1.3.1 = STRING: \"breakable\"") == wanted);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nsnmptrapd: " + read(log), e);
        }
    }

    private static boolean active(String probe) {
        for (JsonElement element : lab.show("alarms").getAsJsonArray("alarms")) {
            JsonObject alarm = element.getAsJsonObject();
            if (alarm.get("probe").getAsString().equals(probe)
                    && alarm.get("active").getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /** The sender of a trap is its authoritative engine (RFC 3414), so the receiver must know its engine ID. */
    private static String engineId() throws IOException {
        return JsonParser.parseString(Files.readString(lab.state().resolve("engine.json")))
                .getAsJsonObject()
                .get("engine-id")
                .getAsString();
    }

    private static Map<String, String> walk() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lab.snmpwalk(mib.oid("pathGaugeMIB")).split("\n")) {
            int at = line.indexOf(" = ");
            if (at > 0) {
                values.put(line.substring(0, at), line.substring(at + 3).strip());
            }
        }
        return values;
    }

    private static Element data(String conversation) throws Exception {
        int from = conversation.indexOf("<rpc-reply");
        int to = conversation.indexOf("</rpc-reply>", from);
        assertTrue(from >= 0 && to > from, conversation);
        String reply = conversation.substring(from, to + "</rpc-reply>".length());
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(reply.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    /** The list entry that has operational data and this key. */
    private static Element entry(Element below, String list, String key, String value) {
        NodeList all = below.getElementsByTagNameNS("*", list);
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (View.child(element, key).filter(value::equals).isPresent()) {
                return element;
            }
        }
        throw new AssertionError("NETCONF has no " + list + " with " + key + " " + value);
    }

    private static Element child(Element below, String name) {
        return (Element) below.getElementsByTagNameNS("*", name).item(0);
    }

    private static Optional<String> text(Element below, String name) {
        NodeList all = below.getElementsByTagNameNS("*", name);
        return all.getLength() == 0 ? Optional.empty() : Optional.of(all.item(0).getTextContent());
    }

    private static Verdict verdict(String reason) {
        return Stream.of(Verdict.values())
                .filter(v -> v.reason().equals(reason))
                .findFirst()
                .orElseThrow();
    }

    private static int seconds(String label) {
        return Stream.of(WindowLength.values())
                .filter(l -> l.label().equals(label))
                .findFirst()
                .orElseThrow()
                .seconds();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
