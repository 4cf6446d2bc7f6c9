package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;

/**
 * The children of one container or list entry while they are edited.
 *
 * <p>A list that is touched is taken apart once and put together once, however many of its entries change.
 */
final class EditedChildren {
    private final DataNodeContainer schema;
    private final Map<QName, DataContainerChild> children = new LinkedHashMap<>();
    private final Map<QName, Map<NodeIdentifierWithPredicates, MapEntryNode>> lists = new LinkedHashMap<>();
    private final Map<QName, Map<Object, Object>> leafLists = new LinkedHashMap<>();

    EditedChildren(DataNodeContainer schema, Optional<? extends DataContainerNode> before) {
        this.schema = schema;
        before.ifPresent(b -> children.putAll(DataNodes.of(b)));
    }

    DataNodeContainer schema() {
        return schema;
    }

    boolean isKey(QName name) {
        return schema instanceof ListSchemaNode list && list.getKeyDefinition().contains(name);
    }

    boolean has(QName name) {
        return children.containsKey(name);
    }

    Optional<ContainerNode> container(QName name) {
        return Optional.ofNullable((ContainerNode) children.get(name));
    }

    void remove(QName name) {
        children.remove(name);
    }

    /** Sets a leaf or container; what is in other cases of its choice goes (RFC 7950 section 7.9). */
    void put(QName name, DataContainerChild child) {
        ousted(name);
        children.put(name, child);
    }

    private void ousted(QName name) {
        for (QName rival : DataNodes.rivals(schema, name)) {
            children.remove(rival);
            lists.remove(rival);
            leafLists.remove(rival);
        }
    }

    /** The entries of a list, to be changed in place. */
    Map<NodeIdentifierWithPredicates, MapEntryNode> entries(QName name) {
        return lists.computeIfAbsent(name, n -> {
            Map<NodeIdentifierWithPredicates, MapEntryNode> entries = new LinkedHashMap<>();
            if (children.get(n) instanceof MapNode map) {
                map.body().forEach(e -> entries.put(e.name(), e));
            }
            return entries;
        });
    }

    /** The values of a leaf-list, each under itself, to be changed in place. */
    Map<Object, Object> values(QName name) {
        return leafLists.computeIfAbsent(name, n -> {
            Map<Object, Object> values = new LinkedHashMap<>();
            if (children.get(n) instanceof LeafSetNode<?> set) {
                set.body().forEach(e -> values.put(e.body(), e.body()));
            }
            return values;
        });
    }

    /** All children after the edit. */
    Collection<DataContainerChild> finish() {
        lists.forEach((name, entries) -> {
            if (entries.isEmpty()) {
                children.remove(name);
            } else {
                put(name, list(name, entries.values()));
            }
        });
        leafLists.forEach((name, values) -> {
            if (values.isEmpty()) {
                children.remove(name);
            } else {
                put(name, leafList(name, values.values()));
            }
        });
        return new ArrayList<>(children.values());
    }

    private DataContainerChild list(QName name, Collection<MapEntryNode> entries) {
        DataSchemaNode node = DataNodes.schema(schema, name).orElseThrow();
        List<MapEntryNode> all = List.copyOf(entries);
        return ((ListSchemaNode) node).isUserOrdered()
                ? ImmutableNodes.newUserMapBuilder()
                        .withNodeIdentifier(new NodeIdentifier(name))
                        .withValue(all)
                        .build()
                : ImmutableNodes.newSystemMapBuilder()
                        .withNodeIdentifier(new NodeIdentifier(name))
                        .withValue(all)
                        .build();
    }

    private DataContainerChild leafList(QName name, Collection<Object> values) {
        DataSchemaNode node = DataNodes.schema(schema, name).orElseThrow();
        if (((LeafListSchemaNode) node).isUserOrdered()) {
            var builder = ImmutableNodes.newUserLeafSetBuilder().withNodeIdentifier(new NodeIdentifier(name));
            values.forEach(v -> builder.withChild(ImmutableNodes.leafSetEntry(name, v)));
            return builder.build();
        }
        var builder = ImmutableNodes.newSystemLeafSetBuilder().withNodeIdentifier(new NodeIdentifier(name));
        values.forEach(v -> builder.withChild(ImmutableNodes.leafSetEntry(name, v)));
        return builder.build();
    }
}
