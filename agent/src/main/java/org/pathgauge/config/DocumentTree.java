package org.pathgauge.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/**
 * Turns a document of which much is known into its tree: what is known has its node, and only the rest is parsed. The tree
 * shares those nodes with the one before, as that of an edit over NETCONF does.
 */
final class DocumentTree {
    private final EffectiveModelContext context;
    private final KnownEntries known;
    private final Parser parser;

    /** Parses a document that may lack anything. */
    @FunctionalInterface
    interface Parser {
        ContainerNode parse(String json) throws IOException;
    }

    DocumentTree(EffectiveModelContext context, KnownEntries known, Parser parser) {
        this.context = context;
        this.known = known;
        this.parser = parser;
    }

    /**
     * The tree of a document.
     *
     * @throws IOException or an unchecked exception of the parser when it does not fit the models
     */
    ContainerNode of(JsonValue.Obj document) throws IOException {
        ContainerNode parsed = parser.parse(JsonPrinter.print(unknown(document)));
        return filled(Optional.of(parsed), document, context, parsed.name());
    }

    private boolean isKnown(JsonValue value) {
        return value instanceof JsonValue.Obj object && known.isSound(object);
    }

    /** A container without what is known of it. */
    private JsonValue.Obj unknown(JsonValue.Obj object) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            switch (value) {
                case JsonValue.Obj inner -> {
                    JsonValue.Obj left = isKnown(inner) ? null : unknown(inner);
                    if (left != null
                            && (!left.members().isEmpty() || inner.members().isEmpty())) {
                        members.put(name, left);
                    }
                }
                case JsonValue.Arr list -> {
                    List<JsonValue> left =
                            list.elements().stream().filter(e -> !isKnown(e)).toList();
                    if (!left.isEmpty()) {
                        members.put(name, new JsonValue.Arr(left, 0, 0));
                    }
                }
                default -> members.put(name, value);
            }
        });
        return new JsonValue.Obj(members, List.of(), 0, 0);
    }

    private ContainerNode filled(
            Optional<ContainerNode> parsed, JsonValue.Obj object, DataNodeContainer schema, NodeIdentifier id) {
        Map<QName, DataContainerChild> children =
                parsed.map(DataContainerNode.class::cast).map(DataNodes::of).orElseGet(LinkedHashMap::new);
        QNameModule around = schema == context ? null : id.getNodeType().getModule();
        object.members().forEach((name, value) -> {
            DataSchemaNode child = child(schema, name, around);
            QName qname = child.getQName();
            if (value instanceof JsonValue.Obj inner) {
                children.put(
                        qname,
                        known.node(inner)
                                .map(ContainerNode.class::cast)
                                .orElseGet(() -> filled(
                                        Optional.ofNullable((ContainerNode) children.get(qname)),
                                        inner,
                                        (DataNodeContainer) child,
                                        new NodeIdentifier(qname))));
            } else if (value instanceof JsonValue.Arr array
                    && array.elements().stream().anyMatch(this::isKnown)) {
                children.put(
                        qname, list(Optional.ofNullable((MapNode) children.get(qname)), array, (ListSchemaNode) child));
            }
        });
        return DataNodes.container(id, schema, children.values());
    }

    private MapNode list(Optional<MapNode> parsed, JsonValue.Arr array, ListSchemaNode schema) {
        Iterator<MapEntryNode> others = parsed.map(MapNode::body)
                .map(Iterable::iterator)
                .orElseGet(() -> List.<MapEntryNode>of().iterator());
        // Of a list that the system orders the others may come in any order; it does not matter where.
        List<MapEntryNode> entries = new ArrayList<>(array.elements().size());
        for (JsonValue element : array.elements()) {
            entries.add(known.node((JsonValue.Obj) element)
                    .map(MapEntryNode.class::cast)
                    .orElseGet(others::next));
        }
        NodeIdentifier id = new NodeIdentifier(schema.getQName());
        MapNode list = schema.isUserOrdered()
                ? ImmutableNodes.newUserMapBuilder()
                        .withNodeIdentifier(id)
                        .withValue(entries)
                        .build()
                : ImmutableNodes.newSystemMapBuilder()
                        .withNodeIdentifier(id)
                        .withValue(entries)
                        .build();
        if (list.size() != entries.size()) {
            throw new IllegalArgumentException(
                    "two entries of " + schema.getQName().getLocalName() + " have the same key");
        }
        return list;
    }

    private DataSchemaNode child(DataNodeContainer schema, String name, QNameModule around) {
        for (DataSchemaNode child : DataNodes.schemas(schema)) {
            QName qname = child.getQName();
            if (name.endsWith(qname.getLocalName()) && name.equals(name(qname, around))) {
                return child;
            }
        }
        throw new IllegalArgumentException("the models have no " + name + " here");
    }

    private String name(QName qname, QNameModule around) {
        return qname.getModule().equals(around)
                ? qname.getLocalName()
                : context.findModule(qname.getModule()).orElseThrow().getName() + ":" + qname.getLocalName();
    }
}
