package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.w3c.dom.Element;

/**
 * How a record looks in YANG: the children of one container or list entry, each with the function that computes it.
 *
 * <p>A shape is declared once; {@link #bind} puts it over a record. A function runs only when the walk asks for its child.
 *
 * @param <T> the record
 */
final class Shape<T> {
    /** One declared child. */
    private record Child<T>(
            Name name,
            Function<T, Iterator<? extends Node>> nodes,
            List<Name> keys,
            Optional<Finder<T>> finder,
            Optional<Shape<?>> inner) {}

    /** Finds a list entry without walking the list. */
    private interface Finder<T> {
        Optional<Node.Branch> find(T record, Map<Name, String> keys);
    }

    private final String namespace;
    private final List<Child<T>> children = new ArrayList<>();

    private Shape(String namespace) {
        this.namespace = namespace;
    }

    /** An empty shape whose children are of one namespace. */
    static <T> Shape<T> in(String namespace) {
        return new Shape<>(namespace);
    }

    /** Adds a leaf; it is absent when the function gives an empty optional. */
    Shape<T> leaf(String local, Function<T, Object> value) {
        return leaf(new Name(namespace, local), value);
    }

    private Shape<T> leaf(Name name, Function<T, Object> value) {
        Function<T, Iterator<? extends Node>> nodes = record -> Values.present(value.apply(record))
                .map(v -> (Iterator<Node>) new One<Node>(new Node.Leaf(name, v)))
                .orElse(Collections.emptyIterator());
        children.add(new Child<>(name, nodes, List.of(), Optional.empty(), Optional.empty()));
        return this;
    }

    /** Adds a leaf of another namespace. */
    Shape<T> leaf(String otherNamespace, String local, Function<T, Object> value) {
        return leaf(new Name(otherNamespace, local), value);
    }

    /** Adds a leaf-list. */
    Shape<T> leafList(String local, Function<T, ? extends Iterable<?>> values) {
        Name name = new Name(namespace, local);
        Function<T, Iterator<? extends Node>> nodes =
                record -> new Mapped<>(values.apply(record).iterator(), v -> new Node.Leaf(name, v));
        children.add(new Child<>(name, nodes, List.of(), Optional.empty(), Optional.empty()));
        return this;
    }

    /** Adds a container. */
    <U> Shape<T> container(String local, Shape<U> shape, Function<T, U> value) {
        return container(namespace, local, shape, value);
    }

    /** Adds a container of another namespace. */
    <U> Shape<T> container(String otherNamespace, String local, Shape<U> shape, Function<T, U> value) {
        Name name = new Name(otherNamespace, local);
        Function<T, Iterator<? extends Node>> nodes = record -> new One<>(shape.bind(name, value.apply(record)));
        children.add(new Child<>(name, nodes, List.of(), Optional.empty(), Optional.of(shape)));
        return this;
    }

    /** Adds an anydata node of a namespace, with these elements inside; absent without any. */
    Shape<T> any(String otherNamespace, String local, Function<T, List<Element>> content) {
        Name name = new Name(otherNamespace, local);
        Function<T, Iterator<? extends Node>> nodes = record -> {
            List<Element> inside = content.apply(record);
            return inside.isEmpty() ? Collections.emptyIterator() : new One<Node>(new ElementBranch(name, inside));
        };
        children.add(new Child<>(name, nodes, List.of(), Optional.empty(), Optional.empty()));
        return this;
    }

    /** Adds a container that is not always there. */
    <U> Shape<T> optional(String local, Shape<U> shape, Function<T, Optional<U>> value) {
        return optional(namespace, local, shape, value);
    }

    /** Adds a container of another namespace that is not always there. */
    <U> Shape<T> optional(String otherNamespace, String local, Shape<U> shape, Function<T, Optional<U>> value) {
        Name name = new Name(otherNamespace, local);
        Function<T, Iterator<? extends Node>> nodes = record ->
                value.apply(record).map(u -> shape.bind(name, u)).stream().iterator();
        children.add(new Child<>(name, nodes, List.of(), Optional.empty(), Optional.of(shape)));
        return this;
    }

    /** Adds a list. */
    <U> Shape<T> list(String local, List<String> keys, Shape<U> shape, Function<T, ? extends Iterable<U>> entries) {
        return list(local, keys, shape, entries, Optional.empty());
    }

    /** Adds a list with one key whose entries can be found by it. */
    <U> Shape<T> list(
            String local,
            String key,
            Shape<U> shape,
            Function<T, ? extends Iterable<U>> entries,
            java.util.function.BiFunction<T, String, Optional<U>> byKey) {
        Name name = new Name(namespace, local);
        Name keyName = new Name(namespace, key);
        Finder<T> finder =
                (record, keys) -> byKey.apply(record, keys.get(keyName)).map(u -> shape.bind(name, u));
        return list(local, List.of(key), shape, entries, Optional.of(finder));
    }

    private <U> Shape<T> list(
            String local,
            List<String> keys,
            Shape<U> shape,
            Function<T, ? extends Iterable<U>> entries,
            Optional<Finder<T>> finder) {
        Name name = new Name(namespace, local);
        Function<T, Iterator<? extends Node>> nodes =
                record -> new Mapped<>(entries.apply(record).iterator(), u -> shape.bind(name, u));
        List<Name> keyNames = keys.stream().map(k -> new Name(namespace, k)).toList();
        children.add(new Child<>(name, nodes, keyNames, finder, Optional.of(shape)));
        return this;
    }

    /** The branch that shows a record. */
    Node.Branch bind(Name name, T record) {
        return new Bound<>(name, this, record);
    }

    /** Every declared path below this shape, slash-separated local names: what this shape can publish. */
    List<String> paths() {
        var paths = new ArrayList<String>();
        for (Child<T> child : children) {
            paths.add(child.name().local());
            child.inner()
                    .ifPresent(
                            s -> s.paths().forEach(p -> paths.add(child.name().local() + "/" + p)));
        }
        return paths;
    }

    private record Bound<T>(Name name, Shape<T> shape, T record) implements Node.Branch {
        @Override
        public List<Field> fields() {
            var fields = new ArrayList<Field>(shape.children.size());
            for (Child<T> child : shape.children) {
                fields.add(new BoundField<>(child, record));
            }
            return fields;
        }
    }

    private record BoundField<T>(Child<T> child, T record) implements Field {
        @Override
        public Name name() {
            return child.name();
        }

        @Override
        public Iterator<? extends Node> nodes() {
            return child.nodes().apply(record);
        }

        @Override
        public List<Name> keys() {
            return child.keys();
        }

        @Override
        public Optional<Node.Branch> find(Map<Name, String> values) {
            return child.finder().isPresent() ? child.finder().get().find(record, values) : Field.super.find(values);
        }
    }

    private static final class One<N> implements Iterator<N> {
        private final N value;
        private boolean done;

        One(N value) {
            this.value = value;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public N next() {
            if (done) {
                throw new java.util.NoSuchElementException();
            }
            done = true;
            return value;
        }
    }

    private record Mapped<A, B>(Iterator<A> from, Function<? super A, ? extends B> map) implements Iterator<B> {
        @Override
        public boolean hasNext() {
            return from.hasNext();
        }

        @Override
        public B next() {
            return map.apply(from.next());
        }
    }
}
