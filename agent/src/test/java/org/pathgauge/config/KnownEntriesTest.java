package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** An edited tree is judged as a whole one is, though of the entries left alone only what leads out of them is looked at. */
class KnownEntriesTest {
    private static final String CONFIG = """
            {"pathgauge-probes:probes": {"max-probes": 3, "probe": [
               {"name": "a", "target": "192.0.2.1", "interval": 1000},
               {"name": "b", "target": "192.0.2.2", "threshold": [{"name": "t", "metric": "loss", "rising": "2"}]}]},
             "pathgauge-system:agent": {"snmp": {"vacm": {
               "view": [{"name": "v", "include": ["1.3"]}],
               "group": [{"name": "g", "community": ["c"], "read-view": "v"}]}, "community": ["c"]}}}
            """;

    private final ConfigValidator validator = new ConfigValidator(TestModels.MODELS);

    private ContainerNode tree(String json) throws ConfigException {
        return validator.validate(json).root();
    }

    /** The wanted tree, with the very objects of the present one wherever both are equal: as an edit makes it. */
    private static DataContainerChild shared(DataContainerChild want, DataContainerChild have) {
        if (want.equals(have)) {
            return have;
        }
        if (want instanceof ContainerNode w && have instanceof ContainerNode h) {
            return shared(w, h);
        }
        if (want instanceof MapNode w && have instanceof MapNode h) {
            var entries = new ArrayList<MapEntryNode>();
            w.body().forEach(e -> entries.add(e.equals(h.childByArg(e.name())) ? h.childByArg(e.name()) : e));
            return ImmutableNodes.newSystemMapBuilder()
                    .withNodeIdentifier(w.name())
                    .withValue(entries)
                    .build();
        }
        return want;
    }

    private static ContainerNode shared(ContainerNode want, ContainerNode have) {
        var children = new ArrayList<DataContainerChild>();
        want.body().forEach(c -> {
            DataContainerChild old = have.childByArg(c.name());
            children.add(old == null ? c : shared(c, old));
        });
        return ImmutableNodes.newContainerBuilder()
                .withNodeIdentifier(want.name())
                .withValue(children)
                .build();
    }

    @Test
    void theDocumentIsThatOfTheWholeTree() throws Exception {
        ContainerNode first = validator.validate(tree(CONFIG)).root();
        for (String edit : List.of("\"ttl\": 9", "\"enabled\": false", "\"size\": 100")) {
            ContainerNode want = tree(CONFIG.replace("\"interval\": 1000", edit));
            ConfigValidator.Valid known = validator.validate(shared(want, first));
            ConfigValidator.Valid afresh = new ConfigValidator(TestModels.MODELS).validate(want);
            assertEquals(afresh.text(), known.text());
            assertEquals(afresh.root(), known.root());
            JsonFields probes = new JsonFields(known.document()).child("pathgauge-probes:probes");
            JsonFields again =
                    new JsonFields(validator.validate(known.root()).document()).child("pathgauge-probes:probes");
            for (int i = 0; i < 2; i++) {
                assertSame(
                        probes.list("probe").get(i).object(),
                        again.list("probe").get(i).object());
            }
            first = known.root();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"max-probes\": 3`   | `\"max-probes\": 1`                    | /pathgauge-probes:probes/max-probes",
                "`\"interval\": 1000`  | `\"family\": \"ipv6\"`                 | /pathgauge-probes:probes/probe[name='a']/family",
                "`\"target\": \"192.0.2.1\", \"interval\": 1000` | `\"interval\": 1000` | /pathgauge-probes:probes/probe[name='a']/target",
                "`\"name\": \"v\"`     | `\"name\": \"w\"`                      | /pathgauge-system:agent/snmp/vacm/group[name='g']/read-view",
            })
    void whatAnEditBreaksIsFound(String from, String to, String path) throws Exception {
        ContainerNode running = validator.validate(tree(CONFIG)).root();
        ContainerNode broken = parsed(CONFIG.replace(from, to));
        for (int i = 0; i < 2; i++) {
            var refusal = assertThrows(ConfigException.class, () -> validator.validate(shared(broken, running)));
            assertEquals(path, refusal.errors().getFirst().path(), refusal.getMessage());
        }
        validator.validate(running);
    }

    @Test
    void anEditOfTheDocumentSharesWhatItLeavesAlone() throws Exception {
        ContainerNode before = validator.validate(tree(CONFIG)).root();
        var edit = new ConfigEdit(validator.document(before));
        assertFalse(edit.isChanged());
        ConfigEdit.Node probes = edit.root().child("pathgauge-probes:probes");
        ConfigEdit.Node same = edit.root().child("pathgauge-probes:probes");
        probes.entry("probe", "name", "a").orElseThrow().put("ttl", 9);
        probes.add("probe", "name", "c").put("target", "192.0.2.3");
        same.put("max-probes", 4);
        assertTrue(probes.remove("probe", "name", "c"));
        probes.add("probe", "name", "d").put("target", "192.0.2.4");
        assertEquals("4", probes.leaf("max-probes").orElseThrow(), "two ways to one node");
        ContainerNode after = validator.validate(edit.document()).root();
        String wanted = CONFIG.replace("\"interval\": 1000", "\"interval\": 1000, \"ttl\": 9")
                .replace("\"max-probes\": 3", "\"max-probes\": 4")
                .replace("}]}]}", "}]}, {\"name\": \"d\", \"target\": \"192.0.2.4\"}]}");
        assertEquals(tree(wanted), after);
        assertSame(probe(before, "b"), probe(after, "b"));
        assertSame(child(before, "agent"), child(after, "agent"));
        assertEquals(validator.document(before), new ConfigEdit(validator.document(before)).document());
        // The same once more, when all of it is known.
        assertEquals(after, validator.validate(validator.document(after)).root());
    }

    @Test
    void aListWithinContainersIsEditedTooAndItsOrderKept() throws Exception {
        String json = """
                {"ietf-netconf-acm:nacm": {"rule-list": [
                   {"name": "z", "group": ["*"]}, {"name": "m", "group": ["*"]}, {"name": "a", "group": ["*"]}]},
                 "pathgauge-system:agent": {"snmp": {"vacm": {"view": [
                   {"name": "v", "include": ["1.3"]}, {"name": "w", "include": ["1.3"]}]}}}}
                """;
        ContainerNode before = validator.validate(tree(json)).root();
        var edit = new ConfigEdit(validator.document(before));
        edit.root()
                .child("ietf-netconf-acm:nacm")
                .entry("rule-list", "name", "m")
                .orElseThrow()
                .put("group", List.of("x"));
        edit.root()
                .child("pathgauge-system:agent")
                .child("snmp")
                .child("vacm")
                .entry("view", "name", "w")
                .orElseThrow()
                .put("include", List.of("1.4"));
        String wanted = json.replace("\"m\", \"group\": [\"*\"]", "\"m\", \"group\": [\"x\"]")
                .replace("\"w\", \"include\": [\"1.3\"]", "\"w\", \"include\": [\"1.4\"]");
        assertEquals(tree(wanted), validator.validate(edit.document()).root());
    }

    @Test
    void anEntryThatIsThereAlreadyIsRefused() throws Exception {
        ContainerNode before = validator.validate(tree(CONFIG)).root();
        var edit = new ConfigEdit(validator.document(before));
        edit.root().child("pathgauge-probes:probes").add("probe", "name", "a").put("target", "192.0.2.9");
        assertThrows(ConfigException.class, () -> validator.validate(edit.document()));
        var wrong = new ConfigEdit(validator.document(before));
        wrong.root().child("pathgauge-probes:probes").add("probe", "name", "e").put("ttl", 9000);
        var refusal = assertThrows(ConfigException.class, () -> validator.validate(wrong.document()));
        assertTrue(refusal.getMessage().contains("probe[name='e']/ttl"), refusal.getMessage());
    }

    private static DataContainerChild child(DataContainerNode node, String name) {
        return DataNodes.of(node).entrySet().stream()
                .filter(e -> e.getKey().getLocalName().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static MapEntryNode probe(ContainerNode root, String name) {
        return ((MapNode) child((ContainerNode) child(root, "probes"), "probe"))
                .body().stream()
                        .filter(e -> e.name().values().contains(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static final String RULES = """
            {"pathgauge-filter:filter": {"rule": [
               {"name": "a", "order": 1, "source-prefix": "192.0.2.0/24", "action": "drop"},
               {"name": "b", "order": 2, "protocol": 6, "destination-port": 80, "action": "count"},
               {"name": "c", "order": 3, "protocol": 17, "action": "rate-limit", "rate": 9}]}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"order\": 3`        | `\"order\": 1`           | /pathgauge-filter:filter/rule[name='c']/order",
                "`\"order\": 1`        | `\"order\": 2`           | /pathgauge-filter:filter/rule[name='b']/order",
                "`17, \"action\": \"rate-limit\", \"rate\": 9` | `6, \"destination-port\": 80, \"action\": \"drop\"` | /pathgauge-filter:filter/rule[name='c']",
                "`\"action\": \"count\"` | `\"action\": \"rate-limit\"` | /pathgauge-filter:filter/rule[name='b']",
            })
    void whatAnEditBreaksAmongRulesIsFound(String from, String to, String path) throws Exception {
        ContainerNode running = validator.validate(tree(RULES)).root();
        ContainerNode broken = parsed(RULES.replace(from, to));
        var refusal = assertThrows(ConfigException.class, () -> validator.validate(shared(broken, running)));
        assertEquals(path, refusal.errors().getFirst().path(), refusal.getMessage());
        validator.validate(running);
    }

    @Test
    void aRuleIsDecodedAgainOnlyWhenItOrItsIndexIsAnother() throws Exception {
        JsonValue.Obj document = validator.validate(tree(RULES)).document();
        var decoded = new Decoded();
        var first = ConfigDecoder.decode(document, n -> 1, n -> n.charAt(0), decoded)
                .traffic()
                .filter()
                .rules();
        var second = ConfigDecoder.decode(document, n -> 1, n -> n.equals("a") ? 'a' : 7, decoded)
                .traffic()
                .filter()
                .rules();
        assertSame(first.getFirst(), second.getFirst());
        assertNotSame(first.getLast(), second.getLast());
        assertEquals(7, second.getLast().index());
    }

    @Test
    void ofMoreEntriesThanAreKeptNoneIsKnown() {
        Map<DataContainerNode, JsonValue.Obj> documents = new IdentityHashMap<>();
        var id = new NodeIdentifier(QName.create("urn:test", "entry"));
        while (documents.size() < KnownEntries.MOST) {
            documents.put(
                    ImmutableNodes.newContainerBuilder().withNodeIdentifier(id).build(),
                    new JsonValue.Obj(Map.of(), List.of(), 0, 0));
        }
        DataContainerNode one = documents.keySet().iterator().next();
        assertTrue(new KnownEntries(documents, List.of(id), List.of()).isKnown(one));
        documents.put(
                ImmutableNodes.newContainerBuilder().withNodeIdentifier(id).build(),
                new JsonValue.Obj(Map.of(), List.of(), 0, 0));
        var most = new KnownEntries(documents, List.of(id), List.of(documents));
        assertFalse(most.isKnown(one) || most.isRight(id));
        assertTrue(most.isRight(documents), "a part of the configuration is not one of many");
    }

    /** A tree that no validation has seen. */
    private ContainerNode parsed(String json) throws Exception {
        var parse = ConfigValidator.class.getDeclaredMethod("parse", String.class);
        parse.setAccessible(true);
        return (ContainerNode) parse.invoke(validator, json);
    }

    @Test
    void aProbeIsDecodedAgainOnlyWhenItOrItsIndexIsAnother() throws Exception {
        JsonValue.Obj document = validator.validate(tree(CONFIG)).document();
        var decoded = new Decoded();
        var first = ConfigDecoder.decode(document, n -> n.charAt(0), n -> 1, decoded)
                .probes();
        var second = ConfigDecoder.decode(document, n -> n.equals("a") ? 'a' : 7, n -> 1, decoded)
                .probes();
        assertSame(first.getFirst(), second.getLast());
        assertNotSame(first.getLast(), second.getFirst());
        assertEquals(7, second.getFirst().index());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metric = 'loss' or not(rising > 1)   | 0",
                "../private-key                       | 1",
                "count(../../group/user[. = current()]) = 1 | 2",
                "a/b[c = ../d]/e                      | 1",
                "/pgp:probes/pgp:probe/pgp:name       | 2147483647",
                "a or /b                              | 2147483647",
                "count(//a)                           | 2147483647",
                "(/b)                                 | 2147483647",
                "ancestor::a                          | 2147483647",
                "deref(a)/b                           | 2147483647",
            })
    void anExpressionTellsHowFarItLeads(String expression, int ups) {
        assertEquals(ups, ConstraintCheck.ups(expression));
    }
}
