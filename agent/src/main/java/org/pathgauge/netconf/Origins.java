package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Tells where each node of the operational state's configuration comes from (RFC 8342 section 5.3.4).
 *
 * <p>Whatever is configured is in force as intended; what nobody configured is a default. Nodes of the state alone have no
 * origin; entries of configurable lists that only the state has are the system's.
 */
final class Origins {
    static final Name INTENDED = new Name(Ns.ORIGIN, "intended");
    static final Name DEFAULT = new Name(Ns.ORIGIN, "default");
    static final Name SYSTEM = new Name(Ns.ORIGIN, "system");

    /** The identities of ietf-origin that nothing here has, but that a filter may name. */
    static final Set<Name> OTHERS =
            Set.of(new Name(Ns.ORIGIN, "learned"), new Name(Ns.ORIGIN, "dynamic"), new Name(Ns.ORIGIN, "unknown"));

    static final Set<Name> ALL = Set.of(INTENDED, DEFAULT, SYSTEM);

    private Origins() {}

    /**
     * A configuration with its origins, less the nodes of origins that are not wanted.
     *
     * @param config with its defaults tagged
     */
    static Node.Branch of(Node.Branch config, Set<Name> wanted) {
        return new Top(config, wanted);
    }

    /** A list entry that the system made. */
    static Node.Branch ofSystem(Node.Branch entry) {
        return new Marked(entry, SYSTEM);
    }

    private record Top(Node.Branch branch, Set<Name> wanted) implements Node.Around {
        @Override
        public List<Field> fields() {
            var fields = new ArrayList<Field>();
            for (Field field : branch.fields()) {
                Field kept = wanted.containsAll(ALL) ? field : new Kept(field, List.of(), wanted);
                fields.add(new MarkedField(kept));
            }
            return fields;
        }
    }

    private record MarkedField(Field field) implements Field.Around {
        @Override
        public Iterator<? extends Node> nodes() {
            return stream(field)
                    .map(n -> n instanceof Node.Branch b ? new Marked(b, INTENDED) : n)
                    .iterator();
        }
    }

    private record Marked(Node.Branch branch, Name mark) implements Node.Around {
        @Override
        public Optional<Name> origin() {
            return Optional.of(mark);
        }

        @Override
        public List<Field> fields() {
            return branch.fields();
        }
    }

    /** What of a field has a wanted origin, or something inside that has. */
    private record Kept(Field field, List<Name> keysAround, Set<Name> wanted) implements Field.Around {
        @Override
        public Iterator<? extends Node> nodes() {
            return stream(field).flatMap(n -> kept(n).stream()).iterator();
        }

        @Override
        public Optional<Node.Branch> find(Map<Name, String> values) {
            return field.find(values).flatMap(this::kept).map(Node.Branch.class::cast);
        }

        private Optional<Node> kept(Node node) {
            return switch (node) {
                case Node.Leaf leaf ->
                    keysAround.contains(leaf.name()) || wanted.contains(leaf.tagged() ? DEFAULT : INTENDED)
                            ? Optional.of(leaf)
                            : Optional.empty();
                case Node.Branch branch -> {
                    var inner = new KeptBranch(branch, field.keys(), wanted);
                    yield inner.worthwhile() ? Optional.of(inner) : Optional.empty();
                }
            };
        }
    }

    private record KeptBranch(Node.Branch branch, List<Name> keys, Set<Name> wanted) implements Node.Around {
        @Override
        public boolean presence() {
            return branch.presence() && wanted.contains(INTENDED);
        }

        @Override
        public List<Field> fields() {
            var fields = new ArrayList<Field>();
            branch.fields().forEach(f -> fields.add(new Kept(f, keys, wanted)));
            return fields;
        }

        /** Keys alone, which are as intended as their entry, are no reason to show an entry that is not wanted. */
        private boolean worthwhile() {
            return wanted.contains(INTENDED)
                    || fields().stream()
                            .filter(f -> !keys.contains(f.name()))
                            .anyMatch(f -> f.nodes().hasNext());
        }
    }

    private static Stream<? extends Node> stream(Field field) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(field.nodes(), 0), false);
    }
}
