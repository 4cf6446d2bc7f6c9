package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.UnkeyedListNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserLeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserMapNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/** A datastore's NormalizedNode as a data tree, in the order of the schema. */
final class ConfigTree {
    private static final Comparator<MapEntryNode> BY_KEY =
            Comparator.comparing(e -> e.name().values().toString());

    private ConfigTree() {}

    /** The branch that shows a container; its schema is the module set itself for the root. */
    static Node.Branch of(ContainerNode node, DataNodeContainer schema) {
        return new Container(Name.of(node.name().getNodeType()), node, schema, false);
    }

    private record Container(Name name, DataContainerNode node, DataNodeContainer schema, boolean presence)
            implements Node.Branch {
        @Override
        public List<Field> fields() {
            var fields = new ArrayList<Field>(node.size());
            List<QName> keys = schema instanceof ListSchemaNode list ? list.getKeyDefinition() : List.of();
            for (QName key : keys) {
                add(fields, node, schema.dataChildByName(key));
            }
            for (DataSchemaNode child : schema.getChildNodes()) {
                if (!keys.contains(child.getQName())) {
                    add(fields, node, child);
                }
            }
            return fields;
        }

        /** Choices are part of the schema, not of the data (RFC 7950 section 7.9). */
        private static void add(List<Field> fields, DataContainerNode in, DataSchemaNode schema) {
            NormalizedNode child = in.childByArg(new NodeIdentifier(schema.getQName()));
            if (child == null) {
                return;
            }
            if (child instanceof ChoiceNode choice && schema instanceof ChoiceSchemaNode choiceSchema) {
                for (var choiceCase : choiceSchema.getCases()) {
                    for (DataSchemaNode inner : choiceCase.getChildNodes()) {
                        add(fields, choice, inner);
                    }
                }
            } else {
                fields.add(new ConfigField(Name.of(schema.getQName()), child, schema));
            }
        }
    }

    private record ConfigField(Name name, NormalizedNode node, DataSchemaNode schema) implements Field {
        @Override
        public Iterator<? extends Node> nodes() {
            return stream().iterator();
        }

        private Stream<Node> stream() {
            return switch (node) {
                case LeafNode<?> leaf -> Stream.of(leaf(leaf.body()));
                case UserLeafSetNode<?> set -> set.body().stream().map(e -> leaf(e.body()));
                case LeafSetNode<?> set ->
                    set.body().stream().map(e -> leaf(e.body())).sorted(Comparator.comparing(n -> String.valueOf(n)));
                case UserMapNode map -> map.body().stream().map(this::branch);
                // The system's order is free (RFC 7950 section 7.7.7); by key, two replies can be compared.
                case MapNode map -> map.body().stream().sorted(BY_KEY).map(this::branch);
                case UnkeyedListNode list -> list.body().stream().map(this::branch);
                case ContainerNode container -> Stream.of(branch(container));
                default ->
                    throw new IllegalStateException(
                            "no XML form for " + node.contract().getSimpleName() + " " + name.local());
            };
        }

        private Node leaf(Object body) {
            return new Node.Leaf(name, body instanceof QName identity ? Name.of(identity) : body);
        }

        private Node branch(DataContainerNode inner) {
            boolean presence = schema instanceof ContainerSchemaNode c && c.isPresenceContainer();
            return new Container(name, inner, (DataNodeContainer) schema, presence);
        }

        @Override
        public List<Name> keys() {
            return schema instanceof ListSchemaNode list
                    ? list.getKeyDefinition().stream().map(Name::of).toList()
                    : List.of();
        }

        /** String keys are looked up; others are compared by their text, since the text alone does not tell the type. */
        @Override
        public Optional<Node.Branch> find(Map<Name, String> values) {
            if (node instanceof MapNode map && schema instanceof ListSchemaNode list) {
                var predicates = new LinkedHashMap<QName, Object>();
                list.getKeyDefinition().forEach(k -> predicates.put(k, values.get(Name.of(k))));
                var entry = map.childByArg(NodeIdentifierWithPredicates.of(list.getQName(), predicates));
                if (entry != null) {
                    return Optional.of((Node.Branch) branch(entry));
                }
                boolean strings = map.isEmpty()
                        || map.body().iterator().next().name().values().stream().allMatch(String.class::isInstance);
                if (strings) {
                    return Optional.empty();
                }
            }
            return Field.super.find(values);
        }
    }
}
