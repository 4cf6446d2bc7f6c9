package org.pathgauge.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.Decimal64;
import org.opendaylight.yangtools.yang.common.Empty;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.common.Uint64;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserLeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserMapNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/**
 * Turns a tree into its RFC 7951 document, always the same one: members in the order of the schema with keys first,
 * entries that the system orders by their keys, entries that the user orders as they are.
 */
final class TreeJson {
    private final EffectiveModelContext context;

    TreeJson(EffectiveModelContext context) {
        this.context = context;
    }

    JsonValue.Obj document(ContainerNode root) {
        return document(root, KnownEntries.NONE, new IdentityHashMap<>());
    }

    /**
     * The document of a tree.
     *
     * @param known what has documents that are used again
     * @param made top-level containers and entries of outermost lists are added here, with their documents
     */
    JsonValue.Obj document(ContainerNode root, KnownEntries known, Map<DataContainerNode, JsonValue.Obj> made) {
        return new Walk(known, made).object(root, context, null);
    }

    private String name(QName name, QNameModule around) {
        return name.getModule().equals(around) ? name.getLocalName() : qualified(name);
    }

    private String qualified(QName name) {
        return context.findModule(name.getModule()).orElseThrow().getName() + ":" + name.getLocalName();
    }

    /** One pass over one tree. */
    private final class Walk {
        private final KnownEntries known;
        private final Map<DataContainerNode, JsonValue.Obj> made;
        private boolean withinContainer;
        private boolean withinEntry;

        Walk(KnownEntries known, Map<DataContainerNode, JsonValue.Obj> made) {
            this.known = known;
            this.made = made;
        }

        private JsonValue.Obj object(DataContainerNode node, DataNodeContainer schema, QNameModule around) {
            Map<QName, DataContainerChild> children = DataNodes.of(node);
            Map<String, JsonValue> members = new LinkedHashMap<>();
            if (schema instanceof ListSchemaNode list) {
                for (QName key : list.getKeyDefinition()) {
                    DataContainerChild child = children.remove(key);
                    if (child != null) {
                        members.put(name(key, around), value(child, list.dataChildByName(key)));
                    }
                }
            }
            for (DataSchemaNode child : DataNodes.schemas(schema)) {
                DataContainerChild value = children.remove(child.getQName());
                if (value != null) {
                    members.put(name(child.getQName(), around), value(value, child));
                }
            }
            if (!children.isEmpty()) {
                throw new IllegalArgumentException(
                        "the tree has nodes that the models do not know: " + children.keySet());
            }
            return new JsonValue.Obj(members, List.of(), 0, 0);
        }

        private JsonValue entry(MapEntryNode entry, DataNodeContainer schema, QNameModule module) {
            if (withinEntry) {
                return object(entry, schema, module);
            }
            withinEntry = true;
            JsonValue.Obj document = known.document(entry).orElseGet(() -> object(entry, schema, module));
            withinEntry = false;
            made.put(entry, document);
            return document;
        }

        private JsonValue container(ContainerNode container, DataNodeContainer schema, QNameModule module) {
            if (withinContainer) {
                return object(container, schema, module);
            }
            Optional<JsonValue.Obj> before = known.document(container);
            JsonValue.Obj document;
            if (before.isPresent()) {
                document = before.get();
                keepEntries(container);
            } else {
                withinContainer = true;
                document = object(container, schema, module);
                withinContainer = false;
            }
            made.put(container, document);
            return document;
        }

        /** Notes again the entries within a container whose document is used again. */
        private void keepEntries(DataContainerNode container) {
            for (DataContainerChild child : DataNodes.of(container).values()) {
                if (child instanceof MapNode map) {
                    map.body().forEach(entry -> known.document(entry).ifPresent(document -> made.put(entry, document)));
                } else if (child instanceof ContainerNode inner) {
                    keepEntries(inner);
                }
            }
        }

        private JsonValue value(DataContainerChild node, DataSchemaNode schema) {
            QNameModule module = schema.getQName().getModule();
            return switch (node) {
                case LeafNode<?> leaf -> scalar(leaf.body());
                case LeafSetNode<?> set -> {
                    List<JsonValue> values =
                            set.body().stream().map(e -> scalar(e.body())).collect(Collectors.toList());
                    if (!(set instanceof UserLeafSetNode)) {
                        values.sort(Comparator.comparing(JsonPath::scalar));
                    }
                    yield array(values);
                }
                case MapNode map -> {
                    List<JsonValue> documents = new ArrayList<>(map.size());
                    for (MapEntryNode entry : inOrder(map)) {
                        documents.add(entry(entry, (DataNodeContainer) schema, module));
                    }
                    yield array(documents);
                }
                case ContainerNode container -> container(container, (DataNodeContainer) schema, module);
                default ->
                    throw new IllegalArgumentException(
                            "no JSON form for " + node.contract().getSimpleName());
            };
        }
    }

    /** The keys are written as text once for each entry, not for each comparison. */
    private static Collection<MapEntryNode> inOrder(MapNode map) {
        return map instanceof UserMapNode
                ? map.body()
                : map.body().stream()
                        .map(e -> Map.entry(keys(e), e))
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .toList();
    }

    private static String keys(MapEntryNode entry) {
        Collection<Object> values = entry.name().values();
        return values.size() == 1 && values.iterator().next() instanceof String name ? name : values.toString();
    }

    private static JsonValue.Arr array(List<JsonValue> elements) {
        return new JsonValue.Arr(elements, 0, 0);
    }

    /** A value in its canonical form (RFC 7951 section 6). */
    private JsonValue scalar(Object value) {
        return switch (value) {
            case Boolean b -> new JsonValue.Bool(b, 0, 0);
            case Empty e -> array(List.of(new JsonValue.Null(0, 0)));
            case Uint64 n -> string(n.toString());
            case Long n -> string(n.toString());
            case Decimal64 n -> string(n.toString());
            case Number n -> new JsonValue.Num(n.toString(), 0, 0);
            case QName identity -> string(qualified(identity));
            case Set<?> bits -> string(bits.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            case byte[] bytes -> string(java.util.Base64.getEncoder().encodeToString(bytes));
            default -> string(value.toString());
        };
    }

    private static JsonValue string(String text) {
        return new JsonValue.Str(text, 0, 0);
    }
}
