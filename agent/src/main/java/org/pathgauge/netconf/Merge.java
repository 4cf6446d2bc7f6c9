package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Configuration and state as one tree: what both have is joined, list entries by their keys. */
final class Merge {
    private Merge() {}

    /** The two branches as one; where both have a leaf, the first wins. */
    static Node.Branch of(Node.Branch first, Node.Branch second) {
        return new Merged(first, second);
    }

    private record Merged(Node.Branch first, Node.Branch second) implements Node.Branch {
        @Override
        public Name name() {
            return first.name();
        }

        @Override
        public boolean presence() {
            return first.presence() || second.presence();
        }

        @Override
        public Optional<Name> origin() {
            return first.origin();
        }

        @Override
        public List<Field> fields() {
            Map<Name, Field> others = new LinkedHashMap<>();
            second.fields().forEach(f -> others.put(f.name(), f));
            var fields = new ArrayList<Field>();
            for (Field field : first.fields()) {
                Field other = others.remove(field.name());
                fields.add(other == null ? field : new MergedField(field, other));
            }
            fields.addAll(others.values());
            return fields;
        }
    }

    private record MergedField(Field first, Field second) implements Field {
        @Override
        public Name name() {
            return first.name();
        }

        @Override
        public List<Name> keys() {
            return first.keys();
        }

        @Override
        public Optional<Node.Branch> find(Map<Name, String> values) {
            Optional<Node.Branch> a = first.find(values);
            Optional<Node.Branch> b = second.find(values);
            if (a.isPresent() && b.isPresent()) {
                return Optional.of(of(a.get(), b.get()));
            }
            return a.isPresent() ? a : b.map(Origins::ofSystem);
        }

        @Override
        public Iterator<? extends Node> nodes() {
            return keys().isEmpty() ? single() : new Join(first, second);
        }

        /** Containers are joined; of leafs the first one is taken. */
        private Iterator<? extends Node> single() {
            Iterator<? extends Node> a = first.nodes();
            if (!a.hasNext()) {
                return second.nodes();
            }
            Node node = a.next();
            if (!(node instanceof Node.Branch branch)) {
                return first.nodes();
            }
            Iterator<? extends Node> b = second.nodes();
            return List.of(b.hasNext() && b.next() instanceof Node.Branch other ? of(branch, other) : node)
                    .iterator();
        }
    }

    /** The entries of the first list, each with its match from the second, then what only the second has. */
    private static final class Join implements Iterator<Node> {
        private final Field first;
        private final Field second;
        private final Iterator<? extends Node> firsts;
        private Iterator<? extends Node> seconds;
        private Node ahead;

        Join(Field first, Field second) {
            this.first = first;
            this.second = second;
            this.firsts = first.nodes();
        }

        @Override
        public boolean hasNext() {
            if (ahead == null) {
                ahead = firsts.hasNext() ? joined((Node.Branch) firsts.next()) : rest();
            }
            return ahead != null;
        }

        @Override
        public Node next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Node node = ahead;
            ahead = null;
            return node;
        }

        private Node joined(Node.Branch entry) {
            Map<Name, String> keys = first.keyValues(entry);
            return second.find(keys).map(other -> (Node) of(entry, other)).orElse(entry);
        }

        private Node rest() {
            if (seconds == null) {
                seconds = second.nodes();
            }
            while (seconds.hasNext()) {
                Node.Branch entry = (Node.Branch) seconds.next();
                if (first.find(second.keyValues(entry)).isEmpty()) {
                    return Origins.ofSystem(entry);
                }
            }
            return null;
        }
    }
}
