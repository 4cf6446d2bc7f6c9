package org.pathgauge.netconf;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All nodes of one name within a branch: a leaf or container that may be absent, a leaf-list, or a list. */
interface Field {
    Name name();

    /** Makes the nodes, each when the iterator comes to it. */
    Iterator<? extends Node> nodes();

    /** Names of the key leafs; empty unless this is a list with keys. */
    default List<Name> keys() {
        return List.of();
    }

    /**
     * The list entry with given keys.
     *
     * @param values canonical text of each key
     */
    default Optional<Node.Branch> find(Map<Name, String> values) {
        Iterator<? extends Node> nodes = nodes();
        while (nodes.hasNext()) {
            if (nodes.next() instanceof Node.Branch entry && keyValues(entry).equals(values)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The canonical text of the keys of an entry of this list. */
    default Map<Name, String> keyValues(Node.Branch entry) {
        var values = new java.util.HashMap<Name, String>();
        for (Field field : entry.fields()) {
            if (keys().contains(field.name())) {
                field.nodes().forEachRemaining(n -> {
                    if (n instanceof Node.Leaf leaf) {
                        values.put(leaf.name(), Values.text(leaf.value()));
                    }
                });
            }
        }
        return values;
    }

    /** A field with the name and the keys of another one. */
    interface Around extends Field {
        Field field();

        @Override
        default Name name() {
            return field().name();
        }

        @Override
        default List<Name> keys() {
            return field().keys();
        }
    }

    /** A field of which each branch is seen through something, one by one as the walk comes to it. */
    interface Seen extends Around {
        Node.Branch seen(Node.Branch inside);

        @Override
        default Optional<Node.Branch> find(Map<Name, String> values) {
            return field().find(values).map(this::seen);
        }

        @Override
        default Iterator<? extends Node> nodes() {
            Iterator<? extends Node> all = field().nodes();
            return new Iterator<Node>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Node next() {
                    return seen((Node.Branch) all.next());
                }
            };
        }
    }
}
