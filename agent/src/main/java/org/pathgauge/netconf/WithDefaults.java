package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;

/**
 * Shows the default values of a configuration as a client wants them (RFC 6243).
 *
 * <p>The datastores keep what was configured, also when it is the default: basic mode explicit. The other modes are views
 * of it, made as the walk goes; a default within a choice is in force with its case only (RFC 7950 section 7.6.1).
 */
final class WithDefaults {
    /** The parameter of the operations. */
    static final Name PARAMETER = new Name(Ns.WITH_DEFAULTS, "with-defaults");

    /** What a client may ask for (RFC 6243 section 3). */
    enum Mode {
        EXPLICIT,
        REPORT_ALL,
        REPORT_ALL_TAGGED,
        TRIM;

        private boolean fills() {
            return this == REPORT_ALL || this == REPORT_ALL_TAGGED;
        }
    }

    private WithDefaults() {}

    /** The mode that a request asks for. */
    static Mode mode(Parameters parameters) throws RpcError {
        return Datastores.word(parameters.text(PARAMETER.local()), Mode.EXPLICIT, PARAMETER.local());
    }

    /** A configuration in a mode; its schema is the module set for the root. */
    static Node.Branch view(Node.Branch config, DataNodeContainer schema, Mode mode) {
        return mode == Mode.EXPLICIT ? config : new Shown(config, schema, mode);
    }

    /** The text of the default of a leaf. */
    static Optional<String> defaultOf(DataSchemaNode schema) {
        return schema instanceof LeafSchemaNode leaf
                ? leaf.getType().getDefaultValue().map(Object::toString)
                : Optional.empty();
    }

    private static List<String> defaultsOf(DataSchemaNode schema) {
        return schema instanceof LeafListSchemaNode list
                ? list.getDefaults().stream().map(Object::toString).toList()
                : defaultOf(schema).stream().toList();
    }

    private record Shown(Node.Branch branch, DataNodeContainer schema, Mode mode) implements Node.Around {
        @Override
        public List<Field> fields() {
            Map<Name, Field> there = new HashMap<>();
            branch.fields().forEach(f -> there.put(f.name(), f));
            var fields = new ArrayList<Field>();
            List<QName> keys = schema instanceof ListSchemaNode list ? list.getKeyDefinition() : List.of();
            keys.forEach(key -> fields.add(there.remove(Name.of(key))));
            add(schema.getChildNodes(), there, mode.fills(), fields);
            return fields;
        }

        private void add(
                Collection<? extends DataSchemaNode> nodes, Map<Name, Field> there, boolean fill, List<Field> to) {
            for (DataSchemaNode node : nodes) {
                if (node instanceof ChoiceSchemaNode choice) {
                    Optional<? extends CaseSchemaNode> inForce = inForce(choice, there);
                    for (CaseSchemaNode one : choice.getCases()) {
                        boolean chosen = inForce.filter(c -> c == one).isPresent();
                        add(one.getChildNodes(), there, fill && chosen, to);
                    }
                } else if (there.containsKey(Name.of(node.getQName()))) {
                    to.add(new ShownField(there.get(Name.of(node.getQName())), node, mode));
                } else if (fill && node.effectiveConfig().orElse(true) && !isKey(node)) {
                    absent(node).ifPresent(to::add);
                }
            }
        }

        private boolean isKey(DataSchemaNode node) {
            return schema instanceof ListSchemaNode list
                    && list.getKeyDefinition().contains(node.getQName());
        }

        private static Optional<? extends CaseSchemaNode> inForce(ChoiceSchemaNode choice, Map<Name, Field> there) {
            Optional<? extends CaseSchemaNode> configured = choice.getCases().stream()
                    .filter(c -> DataNodes.schemas(c).stream().anyMatch(n -> there.containsKey(Name.of(n.getQName()))))
                    .findFirst();
            return configured.isPresent() ? configured : choice.getDefaultCase();
        }

        /** What is in force of a node that was not configured: a default, or a container around some. */
        private Optional<Field> absent(DataSchemaNode node) {
            Name name = Name.of(node.getQName());
            if (node instanceof ContainerSchemaNode container) {
                return container.isPresenceContainer()
                        ? Optional.empty()
                        : Optional.of(new Made(name, List.of(new Shown(new Nothing(name), container, mode))));
            }
            List<Node> values = defaultsOf(node).stream()
                    .map(text -> (Node) new Node.Leaf(name, text, mode == Mode.REPORT_ALL_TAGGED))
                    .toList();
            return values.isEmpty() ? Optional.empty() : Optional.of(new Made(name, values));
        }
    }

    private record Nothing(Name name) implements Node.Branch {
        @Override
        public List<Field> fields() {
            return List.of();
        }
    }

    private record Made(Name name, List<? extends Node> made) implements Field {
        @Override
        public Iterator<? extends Node> nodes() {
            return made.iterator();
        }
    }

    private record ShownField(Field field, DataSchemaNode schema, Mode mode) implements Field.Seen {
        @Override
        public Node.Branch seen(Node.Branch inside) {
            return new Shown(inside, (DataNodeContainer) schema, mode);
        }

        @Override
        public Iterator<? extends Node> nodes() {
            return schema instanceof LeafSchemaNode || schema instanceof LeafListSchemaNode
                    ? values(field.nodes())
                    : Seen.super.nodes();
        }

        /** The values of a leaf-list are the default together or not at all (RFC 7950 section 7.7.2). */
        private Iterator<? extends Node> values(Iterator<? extends Node> all) {
            var leaves = new ArrayList<Node.Leaf>();
            all.forEachRemaining(n -> leaves.add((Node.Leaf) n));
            Set<String> texts = leaves.stream().map(l -> Values.text(l.value())).collect(Collectors.toSet());
            if (!texts.equals(Set.copyOf(defaultsOf(schema)))) {
                return leaves.iterator();
            }
            return switch (mode) {
                case TRIM -> Collections.emptyIterator();
                case REPORT_ALL_TAGGED ->
                    leaves.stream()
                            .map(l -> new Node.Leaf(l.name(), l.value(), true))
                            .iterator();
                default -> leaves.iterator();
            };
        }
    }
}
