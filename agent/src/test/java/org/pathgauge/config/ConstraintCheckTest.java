package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/** The must statements of the models, evaluated, against the same rules in Java. */
class ConstraintCheckTest {
    private static final ConstraintCheck CHECK = new ConstraintCheck(TestModels.MODELS.context());

    private static List<String> of(String name, Stream<String> values) {
        return Stream.concat(Stream.of(""), values.map(v -> ", \"" + name + "\": \"" + v + "\""))
                .toList();
    }

    @Test
    void javaAndTheModelsAgreeOnThresholds() throws Exception {
        List<String> rising = of("rising", Stream.of("1", "999999", "1000000", "1000001", "5000000000000000000"));
        List<String> falling = of("falling", Stream.of("1", "1000000", "1000001", "5000000000000000001"));
        int violations = 0;
        for (String metric : List.of("loss", "rtt-p50", "rfc3550-jitter", "unreachable")) {
            for (String up : rising) {
                for (String down : falling) {
                    String json =
                            "{\"pathgauge-probes:probes\": {\"probe\": [{\"name\": \"a\", \"target\": \"192.0.2.1\","
                                    + " \"threshold\": [{\"name\": \"t\", \"metric\": \"" + metric + "\"" + up + down
                                    + "}]}]}}";
                    boolean java = !ConfigRules.check(ConfigDecoder.decode(json, n -> 1))
                            .isEmpty();
                    List<ConfigError> model = new ArrayList<>();
                    CHECK.check(tree(metric, number(up), number(down)), model);
                    assertEquals(java, !model.isEmpty(), json + " " + model);
                    violations += java ? 1 : 0;
                    model.forEach(e -> {
                        assertEquals("/pathgauge-probes:probes/probe[name='a']/threshold[name='t']", e.path());
                        assertEquals(Optional.of("must-violation"), e.appTag());
                    });
                }
            }
        }
        assertTrue(violations > 40 && violations < 120, "both kinds were tried: " + violations);
    }

    private static Optional<String> number(String member) {
        return member.isEmpty() ? Optional.empty() : Optional.of(member.replaceAll(".*: \"|\"", ""));
    }

    /** A tree that no validation has seen: a valid one whose threshold is changed by hand. */
    private static ContainerNode tree(String metric, Optional<String> rising, Optional<String> falling)
            throws ConfigException {
        ContainerNode valid = TestModels.VALIDATOR
                .validate("{\"pathgauge-probes:probes\": {\"probe\": [{\"name\": \"a\", \"target\": \"192.0.2.1\","
                        + " \"threshold\": [{\"name\": \"t\", \"metric\": \"loss\", \"rising\": \"2\"}]}]}}")
                .root();
        return (ContainerNode) changed(valid, TestModels.MODELS.context(), entry -> {
            var children = new ArrayList<>(DataNodes.of(entry).values());
            QName list = entry.name().getNodeType();
            children.removeIf(c ->
                    List.of("metric", "rising").contains(c.name().getNodeType().getLocalName()));
            children.add(ImmutableNodes.leafNode(QName.create(list, "metric"), metric));
            rising.ifPresent(v -> children.add(ImmutableNodes.leafNode(
                    QName.create(list, "rising"), org.opendaylight.yangtools.yang.common.Uint64.valueOf(v))));
            falling.ifPresent(v -> children.add(ImmutableNodes.leafNode(
                    QName.create(list, "falling"), org.opendaylight.yangtools.yang.common.Uint64.valueOf(v))));
            return children;
        });
    }

    private interface Threshold {
        List<org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild> of(MapEntryNode entry);
    }

    private static org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode changed(
            org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode node,
            org.opendaylight.yangtools.yang.model.api.DataNodeContainer schema,
            Threshold change) {
        var children = new ArrayList<org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild>();
        for (var child : DataNodes.of(node).values()) {
            QName name = child.name().getNodeType();
            DataSchemaNode inner = DataNodes.schema(schema, name).orElseThrow();
            if (child instanceof MapNode map) {
                var entries = new ArrayList<MapEntryNode>();
                for (MapEntryNode e : map.body()) {
                    entries.add(
                            name.getLocalName().equals("threshold")
                                    ? DataNodes.entry(e.name(), (ListSchemaNode) inner, change.of(e))
                                    : (MapEntryNode) changed(e, (ListSchemaNode) inner, change));
                }
                children.add(ImmutableNodes.newSystemMapBuilder()
                        .withNodeIdentifier(new NodeIdentifier(name))
                        .withValue(entries)
                        .build());
            } else if (child instanceof ContainerNode container) {
                children.add((ContainerNode) changed(
                        container, (org.opendaylight.yangtools.yang.model.api.DataNodeContainer) inner, change));
            } else {
                children.add(child);
            }
        }
        return node instanceof MapEntryNode e
                ? DataNodes.entry(e.name(), schema, children)
                : DataNodes.container(((ContainerNode) node).name(), schema, children);
    }
}
