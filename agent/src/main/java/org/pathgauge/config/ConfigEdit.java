package org.pathgauge.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A copy of the whole configuration that is changed node by node, in the terms of its RFC 7951 document. What comes out is
 * validated as a whole.
 */
public final class ConfigEdit {
    private final Node root;
    private boolean changed;

    ConfigEdit(JsonValue.Obj document) {
        this.root = new Node("", copy(document));
    }

    /** The document: its children are the top-level containers. */
    public Node root() {
        return root;
    }

    boolean isChanged() {
        return changed;
    }

    JsonValue.Obj document() {
        return root.members;
    }

    private static JsonValue copyOf(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj object -> copy(object);
            case JsonValue.Arr array -> {
                List<JsonValue> elements = new ArrayList<>();
                array.elements().forEach(e -> elements.add(copyOf(e)));
                yield new JsonValue.Arr(elements, 0, 0);
            }
            default -> value;
        };
    }

    private static JsonValue.Obj copy(JsonValue.Obj object) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, copyOf(value)));
        return new JsonValue.Obj(members, List.of(), 0, 0);
    }

    private static JsonValue.Obj empty() {
        return new JsonValue.Obj(new LinkedHashMap<>(), List.of(), 0, 0);
    }

    /** A container or a list entry. Names carry their module where that differs from the node around. */
    public final class Node {
        private final String path;
        private final JsonValue.Obj members;

        private Node(String path, JsonValue.Obj members) {
            this.path = path;
            this.members = members;
        }

        /** Instance identifier, as {@link ConfigError#path} has it. */
        public String path() {
            return path;
        }

        /** Instance identifier of a child. */
        public String path(String name) {
            return path + "/" + name;
        }

        /** A leaf's value as text; empty when it is not set. */
        public Optional<String> leaf(String name) {
            return members.get(name).map(JsonPath::scalar);
        }

        /** A container; empty when it is not there. */
        public Optional<Node> find(String name) {
            return members.get(name).map(value -> new Node(path(name), (JsonValue.Obj) value));
        }

        /** A container, which is made when it is not there. */
        public Node child(String name) {
            if (members.get(name).isEmpty()) {
                put(name, empty());
            }
            return find(name).orElseThrow();
        }

        /** Sets a leaf of a string or of 64 bits, an enumeration, an identity or bits. */
        public void put(String name, String value) {
            put(name, new JsonValue.Str(value, 0, 0));
        }

        /** Sets a leaf of at most 32 bits. */
        public void put(String name, long value) {
            put(name, new JsonValue.Num(Long.toString(value), 0, 0));
        }

        /** Sets a boolean leaf. */
        public void put(String name, boolean value) {
            put(name, new JsonValue.Bool(value, 0, 0));
        }

        /** Sets a leaf-list of strings, enumerations or identities. */
        public void put(String name, List<String> values) {
            List<JsonValue> elements = new ArrayList<>();
            values.forEach(value -> elements.add(new JsonValue.Str(value, 0, 0)));
            put(name, new JsonValue.Arr(elements, 0, 0));
        }

        private void put(String name, JsonValue value) {
            changed = true;
            members.members().put(name, value);
        }

        /** Removes a leaf, or a container with all below; nothing happens when it is not there. */
        public void remove(String name) {
            changed |= members.members().remove(name) != null;
        }

        private List<JsonValue> entries(String list) {
            return members.get(list).map(v -> ((JsonValue.Arr) v).elements()).orElse(List.of());
        }

        /** All entries of a list with one key. */
        public List<Node> entries(String list, String key) {
            return entries(list).stream()
                    .map(e -> (JsonValue.Obj) e)
                    .map(e -> new Node(
                            entryPath(list, key, JsonPath.scalar(e.get(key).orElseThrow())), e))
                    .toList();
        }

        private String entryPath(String list, String key, String value) {
            return JsonPath.entry(path(list), Map.of(key, value));
        }

        /** An entry of a list with one key, which is a leaf of text. */
        public Optional<Node> entry(String list, String key, String value) {
            for (JsonValue element : entries(list)) {
                JsonValue.Obj object = (JsonValue.Obj) element;
                if (object.get(key).map(JsonPath::scalar).filter(value::equals).isPresent()) {
                    return Optional.of(new Node(entryPath(list, key, value), object));
                }
            }
            return Optional.empty();
        }

        /** Adds an entry to a list with one key, which must not be there. */
        public Node add(String list, String key, String value) {
            if (members.get(list).isEmpty()) {
                put(list, new JsonValue.Arr(new ArrayList<>(), 0, 0));
            }
            changed = true;
            JsonValue.Obj added = empty();
            entries(list).add(added);
            Node node = new Node(entryPath(list, key, value), added);
            node.put(key, value);
            return node;
        }

        /** Adds a copy of another document's entry to a list with one key, which must not be there. */
        void add(String list, String key, Node entry) {
            Node copy = add(list, key, entry.leaf(key).orElseThrow());
            copy.members.members().putAll(copy(entry.members).members());
        }

        /** Removes an entry of a list with one key; false when it was not there. */
        public boolean remove(String list, String key, String value) {
            Optional<Node> entry = entry(list, key, value);
            if (entry.isEmpty()) {
                return false;
            }
            changed = true;
            JsonValue.Obj gone = entry.get().members;
            entries(list).removeIf(element -> element == gone);
            if (entries(list).isEmpty()) {
                remove(list);
            }
            return true;
        }
    }
}
