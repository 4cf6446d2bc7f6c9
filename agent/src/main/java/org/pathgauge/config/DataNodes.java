package org.pathgauge.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.Module;

/**
 * The data nodes within a container or list entry, without the choices and cases around them, which are part of the
 * schema only (RFC 7950 section 7.9).
 */
public final class DataNodes {
    private static final Map<DataNodeContainer, Inside> KNOWN = new ConcurrentHashMap<>();
    private static final Map<EffectiveModelContext, Map<String, Module>> MODULES = new ConcurrentHashMap<>();

    private DataNodes() {}

    /** What a schema has within a node: it never changes, and each look at a tree asks for it anew. */
    private record Inside(List<DataSchemaNode> nodes, Map<QName, DataSchemaNode> byName, boolean choices) {
        static Inside of(DataNodeContainer schema) {
            List<DataSchemaNode> nodes = new ArrayList<>();
            schemas(schema.getChildNodes(), nodes);
            Map<QName, DataSchemaNode> byName = new HashMap<>();
            nodes.forEach(node -> byName.putIfAbsent(node.getQName(), node));
            boolean choices = schema.getChildNodes().stream().anyMatch(ChoiceSchemaNode.class::isInstance);
            return new Inside(List.copyOf(nodes), byName, choices);
        }
    }

    private static Inside inside(DataNodeContainer schema) {
        return KNOWN.computeIfAbsent(schema, Inside::of);
    }

    /** The module of a namespace; empty when there is none, also for what a client sent that is no URI at all. */
    public static Optional<Module> module(EffectiveModelContext models, String namespace) {
        return Optional.ofNullable(
                MODULES.computeIfAbsent(models, DataNodes::byNamespace).get(namespace));
    }

    private static Map<String, Module> byNamespace(EffectiveModelContext models) {
        Map<String, Module> newest = new HashMap<>();
        for (Module module : models.getModules()) {
            newest.computeIfAbsent(
                    module.getNamespace().toString(),
                    name -> models.findModules(module.getNamespace()).iterator().next());
        }
        return Map.copyOf(newest);
    }

    /** The children that a node has, by name. */
    public static Map<QName, DataContainerChild> of(DataContainerNode node) {
        Map<QName, DataContainerChild> children = new LinkedHashMap<>();
        collect(node, children);
        return children;
    }

    private static void collect(DataContainerNode node, Map<QName, DataContainerChild> to) {
        for (DataContainerChild child : node.body()) {
            if (child instanceof ChoiceNode choice) {
                collect(choice, to);
            } else {
                to.put(child.name().getNodeType(), child);
            }
        }
    }

    /** The data nodes that a schema allows directly within a node, in its order. */
    public static List<DataSchemaNode> schemas(DataNodeContainer schema) {
        return inside(schema).nodes();
    }

    private static void schemas(Collection<? extends DataSchemaNode> from, List<DataSchemaNode> to) {
        for (DataSchemaNode node : from) {
            if (node instanceof ChoiceSchemaNode choice) {
                choice.getCases().forEach(c -> schemas(c.getChildNodes(), to));
            } else {
                to.add(node);
            }
        }
    }

    /** The schema of a child. */
    public static Optional<DataSchemaNode> schema(DataNodeContainer in, QName name) {
        return Optional.ofNullable(inside(in).byName().get(name));
    }

    /** The names of nodes that cannot be there together with one, since they are in other cases of its choices. */
    public static Set<QName> rivals(DataNodeContainer in, QName name) {
        if (!inside(in).choices()) {
            return Set.of();
        }
        Set<QName> rivals = new LinkedHashSet<>();
        for (DataSchemaNode step : path(in.getChildNodes(), name).orElse(List.of())) {
            if (step instanceof ChoiceSchemaNode choice) {
                for (CaseSchemaNode c : choice.getCases()) {
                    List<DataSchemaNode> within = new ArrayList<>();
                    schemas(c.getChildNodes(), within);
                    if (within.stream().noneMatch(n -> n.getQName().equals(name))) {
                        within.forEach(n -> rivals.add(n.getQName()));
                    }
                }
            }
        }
        return rivals;
    }

    /** The choices that lead to a node, outermost first, and last the node. */
    private static Optional<List<DataSchemaNode>> path(Collection<? extends DataSchemaNode> from, QName name) {
        for (DataSchemaNode node : from) {
            if (node instanceof ChoiceSchemaNode choice) {
                for (CaseSchemaNode c : choice.getCases()) {
                    Optional<List<DataSchemaNode>> rest = path(c.getChildNodes(), name);
                    if (rest.isPresent()) {
                        List<DataSchemaNode> path = new ArrayList<>(List.of(choice));
                        path.addAll(rest.get());
                        return Optional.of(path);
                    }
                }
            } else if (node.getQName().equals(name)) {
                return Optional.of(List.of(node));
            }
        }
        return Optional.empty();
    }

    /** A container with these children. */
    public static ContainerNode container(
            NodeIdentifier id, DataNodeContainer schema, Collection<DataContainerChild> of) {
        return ImmutableNodes.newContainerBuilder()
                .withNodeIdentifier(id)
                .withValue(grouped(schema, of))
                .build();
    }

    /** A list entry with these children. */
    public static MapEntryNode entry(
            NodeIdentifierWithPredicates id, DataNodeContainer schema, Collection<DataContainerChild> of) {
        return ImmutableNodes.newMapEntryBuilder()
                .withNodeIdentifier(id)
                .withValue(grouped(schema, of))
                .build();
    }

    private static Collection<DataContainerChild> grouped(
            DataNodeContainer schema, Collection<DataContainerChild> nodes) {
        return inside(schema).choices() ? grouped(schema.getChildNodes(), nodes) : nodes;
    }

    /** Children with the choices around them that yangtools wants. */
    private static Collection<DataContainerChild> grouped(
            Collection<? extends DataSchemaNode> schema, Collection<DataContainerChild> nodes) {
        if (schema.stream().noneMatch(ChoiceSchemaNode.class::isInstance)) {
            return nodes;
        }
        List<DataContainerChild> grouped = new ArrayList<>();
        Map<ChoiceSchemaNode, List<DataContainerChild>> inChoice = new LinkedHashMap<>();
        for (DataContainerChild node : nodes) {
            DataSchemaNode first =
                    path(schema, node.name().getNodeType()).orElseThrow().getFirst();
            if (first instanceof ChoiceSchemaNode choice) {
                inChoice.computeIfAbsent(choice, c -> new ArrayList<>()).add(node);
            } else {
                grouped.add(node);
            }
        }
        inChoice.forEach((choice, within) -> {
            List<DataSchemaNode> all = new ArrayList<>();
            choice.getCases().forEach(c -> all.addAll(c.getChildNodes()));
            grouped.add(ImmutableNodes.newChoiceBuilder()
                    .withNodeIdentifier(new NodeIdentifier(choice.getQName()))
                    .withValue(grouped(all, within))
                    .build());
        });
        return grouped;
    }
}
