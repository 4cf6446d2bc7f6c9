package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.model.AgentConfig;

/** A configuration means the same as text, as tree and as records. */
class RoundTripTest {
    private static AgentConfig decode(String json) throws ConfigException {
        List<String> names =
                ConfigDecoder.probeNames(JsonText.parse(json)).stream().sorted().toList();
        return ConfigDecoder.decode(json, name -> names.indexOf(name) + 1);
    }

    @Property(tries = 150)
    void textToTreeToTextToRecords(@ForAll("documents") String json) throws Exception {
        ContainerNode tree = TestModels.VALIDATOR.validate(json).root();
        ConfigValidator.Valid written = TestModels.VALIDATOR.validate(tree);

        assertEquals(tree, written.root());
        assertEquals(
                json.split("ttl\": 255", -1).length - 1,
                decode(json).probes().stream().filter(p -> p.ttl() == 255).count());
        assertEquals(decode(json), decode(written.text()));
        assertEquals(
                written.text(), TestModels.VALIDATOR.validate(written.root()).text());
    }

    @Property(tries = 300)
    void aCutDocumentIsRefusedWithAPlace(@ForAll("documents") String json, @ForAll int cut) {
        int at = Math.floorMod(cut, json.length());
        List<ConfigError> errors = TestModels.VALIDATOR.check(json.substring(0, at));
        assertEquals(1, errors.size());
        assertEquals("malformed-message", errors.getFirst().errorTag());
        assertTrue(errors.getFirst().line() >= 1 && errors.getFirst().column() >= 1);
    }

    @Property(tries = 500)
    void damagedTextGivesErrorsAndNeverAnythingElse(
            @ForAll("documents") String json, @ForAll int where, @ForAll char damage) {
        int at = Math.floorMod(where, json.length());
        String damaged = json.substring(0, at) + damage + json.substring(at + 1);
        // Either it is still valid, or every error names a node or a place; no exception escapes.
        for (ConfigError e : TestModels.VALIDATOR.check(damaged)) {
            assertTrue(e.line() >= 1, e.toString());
            assertTrue(e.path().startsWith("/"), e.toString());
        }
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<List<String>> probes = probe().list().ofMaxSize(6);
        Arbitrary<String> interfaces = Arbitraries.of(
                "",
                "\"watch-all\": true",
                "\"interface\": [{\"name\": \"eth0\"}, {\"ingress-hook\": \"tcx\", \"name\": \"lo\"}]");
        Arbitrary<String> agents = Arbitraries.of(
                "",
                "\"snmp\": {\"enabled\": false, \"community\": [\"public\", \"a \\\" b\"], \"contact\": \"J\\u00f6rg\"}",
                "\"snmp\": {\"listen\": [{\"address\": \"::\", \"port\": 0}, {\"port\": 161, \"address\": \"0.0.0.0\"}],"
                        + " \"target\": [{\"name\": \"nms\", \"address\": \"nms.example\", \"user\": \"trap\"}]}",
                "\"netconf\": {\"user\": [{\"name\": \"u\", \"authorized-key\": [\"ssh-rsa AAAAB3NzaC1yc2E= me\"]}]}");
        return Combinators.combine(probes, interfaces, agents)
                .as((p, i, a) -> "{\"pathgauge-probes:probes\": {\"probe\": [" + numbered(p) + "]},\n"
                        + " \"pathgauge-xdp:interfaces\": {" + i + "},\n \"pathgauge-system:agent\": {" + a + "}}");
    }

    private static String numbered(List<String> probes) {
        List<String> named = new ArrayList<>();
        for (String probe : probes) {
            named.add(probe.replace("NAME", "p'" + (probes.size() - named.size())));
        }
        return String.join(",\n  ", named);
    }

    private static Arbitrary<String> probe() {
        Arbitrary<String> target =
                Arbitraries.of("192.0.2.1", "2001:db8::1", "host.example", "fe80::1%eth0", "a-b.c", "::1");
        Arbitrary<String> leaves = Arbitraries.of(
                        "\"enabled\": false",
                        "\"interval\": 100",
                        "\"timeout\": 60000",
                        "\"size\": 1472",
                        "\"dscp\": 46",
                        "\"pathgauge-probes:ttl\": 255",
                        "\"samples\": true",
                        "\"samples\": false",
                        "\"type\": \"icmp-echo\"",
                        "\"pathgauge-probes:family\": \"any\"",
                        "\"threshold\": [{\"name\": \"t\", \"metric\": \"loss\", \"rising\": \"1000000\"}]",
                        "\"threshold\": [{\"name\": \"down\", \"metric\": \"unreachable\"},"
                                + " {\"metric\": \"rtt-p50\", \"rising\": \"9223372036854775807\", \"falling\": \"0\","
                                + " \"name\": \"a\", \"consecutive\": 255, \"severity\": \"warning\"}]")
                .set()
                .ofMaxSize(6)
                .map(set -> set.stream()
                        .collect(Collectors.toMap(l -> l.substring(0, l.indexOf(':', 2)), l -> l, (a, b) -> a))
                        .values()
                        .stream()
                        .map(l -> ", " + l)
                        .collect(Collectors.joining()));
        return Combinators.combine(target, leaves)
                .as((t, l) -> "{\"name\": \"NAME\", \"target\": \"" + t + "\"" + l + "}");
    }

    @Test
    void theShippedExampleIsValidAndPrintsAsItIs() throws Exception {
        String text = Files.readString(Path.of("src/main/config/pathgauge.json"));
        assertEquals(List.of(), TestModels.VALIDATOR.check(text));
        assertEquals(1, decode(text).probes().size());
    }
}
