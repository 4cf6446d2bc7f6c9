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
}
