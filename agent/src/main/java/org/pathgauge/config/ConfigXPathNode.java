package org.pathgauge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;

/**
 * A node of a configuration as XPath sees it, with the leafs that have a default and the containers without presence in
 * place even when nobody configured them (RFC 7950 section 6.4.1).
 */
final class ConfigXPathNode implements XPathNode {
    private final Optional<ConfigXPathNode> parent;
    private final Optional<DataSchemaNode> schema;
    private final DataNodeContainer inside;
    private final Optional<DataContainerNode> data;
    private final String value;
    private List<ConfigXPathNode> children;

    private ConfigXPathNode(
            Optional<ConfigXPathNode> parent,
            Optional<DataSchemaNode> schema,
            DataNodeContainer inside,
            Optional<DataContainerNode> data,
            String value) {
        this.parent = parent;
        this.schema = schema;
        this.inside = inside;
        this.data = data;
        this.value = value;
    }

    static ConfigXPathNode root(ContainerNode data, DataNodeContainer models) {
        return new ConfigXPathNode(Optional.empty(), Optional.empty(), models, Optional.of(data), "");
    }

    Optional<DataSchemaNode> schema() {
        return schema;
    }

    /** The container or list entry that this is; empty for others, and for a container that nobody configured. */
    Optional<DataContainerNode> data() {
        return data;
    }

    /** The list entry that this is. */
    Optional<MapEntryNode> entry() {
        return data.filter(MapEntryNode.class::isInstance).map(MapEntryNode.class::cast);
    }

    @Override
    public Optional<ConfigXPathNode> parent() {
        return parent;
    }

    @Override
    public String namespace() {
        return schema.map(s -> s.getQName().getNamespace().toString()).orElse("");
    }

    @Override
    public String local() {
        return schema.map(s -> s.getQName().getLocalName()).orElse("");
    }

    @Override
    public List<ConfigXPathNode> children() {
        if (children == null) {
            children = new ArrayList<>();
            if (inside != null) {
                fill();
            }
        }
        return children;
    }

    @Override
    public List<ConfigXPathNode> children(String local, Map<String, String> leafs) {
        if (local.equals("*")) {
            return children();
        }
        List<ConfigXPathNode> named = new ArrayList<>();
        for (ConfigXPathNode child : children()) {
            if (child.local().equals(local)) {
                named.add(child);
            }
        }
        return named;
    }

    /** Lets go of the nodes below, which are made again when somebody asks: those of all probes at once are many. */
    void forget() {
        children = null;
    }

    private void fill() {
        Map<QName, DataContainerChild> there = data.map(DataNodes::of).orElse(Map.of());
        for (DataSchemaNode child : DataNodes.schemas(inside)) {
            if (!child.effectiveConfig().orElse(true)) {
                continue;
            }
            DataContainerChild node = there.get(child.getQName());
            switch (node) {
                case null -> absent(child);
                case LeafNode<?> leaf -> leaf(child, XmlValues.text(leaf.body()));
                case LeafSetNode<?> set -> set.body().forEach(e -> leaf(child, XmlValues.text(e.body())));
                case MapNode map -> map.body().forEach(e -> branch(child, Optional.of(e)));
                case DataContainerNode container -> branch(child, Optional.of(container));
                default -> throw new IllegalStateException("no XPath form for " + node.contract());
            }
        }
    }

    /** A default within a choice is in force only with its case, so those are left out. */
    private void absent(DataSchemaNode child) {
        boolean direct = inside.dataChildByName(child.getQName()) == child;
        if (child instanceof LeafSchemaNode leaf && direct) {
            leaf.getType().getDefaultValue().ifPresent(d -> leaf(child, d.toString()));
        } else if (child instanceof ContainerSchemaNode container && direct && !container.isPresenceContainer()) {
            branch(child, Optional.empty());
        }
    }

    private void leaf(DataSchemaNode child, String text) {
        children.add(new ConfigXPathNode(Optional.of(this), Optional.of(child), null, Optional.empty(), text));
    }

    private void branch(DataSchemaNode child, Optional<DataContainerNode> node) {
        children.add(new ConfigXPathNode(Optional.of(this), Optional.of(child), (DataNodeContainer) child, node, ""));
    }

    @Override
    public String text() {
        return inside == null ? value : children().stream().map(XPathNode::text).collect(Collectors.joining());
    }

    /** Whether somebody configured this, or something inside. */
    boolean configured() {
        return data.isPresent() || inside == null;
    }
}
