package org.pathgauge.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole configuration while it is changed node by node, in the terms of its RFC 7951 document. What comes out is
 * validated as a whole.
 *
 * <p>The document that it begins with stays as it is. What is changed is a copy, with all that is around it; the rest are the
 * very objects of before, by which the validation knows what was left alone.
 */
public final class ConfigEdit {
    private final Node root;

    /** Copies, by what they stand for. */
    private final Map<JsonValue.Obj, JsonValue.Obj> copies = new IdentityHashMap<>();

    private final Set<JsonValue> own = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean changed;

    ConfigEdit(JsonValue.Obj document) {
        this.root = new Node(Optional.empty(), "", document);
    }

    /** The document: its children are the top-level containers. */
    public Node root() {
        return root;
    }

    boolean isChanged() {
        return changed;
    }

    JsonValue.Obj document() {
        return root.object();
    }

    private JsonValue.Obj own(Map<String, JsonValue> members) {
        var object = new JsonValue.Obj(new LinkedHashMap<>(members), List.of(), 0, 0);
        own.add(object);
        return object;
    }

    private JsonValue.Arr own(List<JsonValue> elements) {
        var array = new JsonValue.Arr(new ArrayList<>(elements), 0, 0);
        own.add(array);
        return array;
    }

    /** A container or a list entry. Names carry their module where that differs from the node around. */
    public final class Node {
        private final Optional<Node> around;
        private final String path;
        private final JsonValue.Obj first;

        private Node(Optional<Node> around, String path, JsonValue.Obj first) {
            this.around = around;
            this.path = path;
            this.first = first;
        }

        private JsonValue.Obj object() {
            return copies.getOrDefault(first, first);
        }

        private Map<String, JsonValue> members() {
            return object().members();
        }

        /** The members, to be changed in place. */
        private Map<String, JsonValue> toChange() {
            changed = true;
            JsonValue.Obj now = object();
            if (!own.contains(now)) {
                JsonValue.Obj copy = own(now.members());
                copies.put(now, copy);
                around.ifPresent(node -> node.exchange(now, copy));
            }
            return members();
        }

        private void exchange(JsonValue.Obj child, JsonValue.Obj copy) {
            for (Map.Entry<String, JsonValue> member : toChange().entrySet()) {
                if (member.getValue() == child) {
                    member.setValue(copy);
                    return;
                }
                if (member.getValue() instanceof JsonValue.Arr list) {
                    for (int i = 0; i < list.elements().size(); i++) {
                        if (list.elements().get(i) == child) {
                            entriesToChange(member.getKey()).set(i, copy);
                            return;
                        }
                    }
                }
            }
        }

        /** Instance identifier, as {@link ConfigError#path} has it. */
        public String path() {
            return path;
        }

        /** Instance identifier of a child. */
        public String path(String name) {
            return path + "/" + name;
        }

        private Optional<JsonValue> get(String name) {
            return object().get(name);
        }

        /** A leaf's value as text; empty when it is not set. */
        public Optional<String> leaf(String name) {
            return get(name).map(JsonPath::scalar);
        }

        /** A container; empty when it is not there. */
        public Optional<Node> find(String name) {
            return get(name).map(value -> new Node(Optional.of(this), path(name), (JsonValue.Obj) value));
        }

        /** A container, which is made when it is not there. */
        public Node child(String name) {
            if (get(name).isEmpty()) {
                put(name, own(Map.of()));
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
            put(name, own(elements));
        }

        private void put(String name, JsonValue value) {
            toChange().put(name, value);
        }

        /** Removes a leaf, or a container with all below; nothing happens when it is not there. */
        public void remove(String name) {
            if (get(name).isPresent()) {
                toChange().remove(name);
            }
        }

        private List<JsonValue> entries(String list) {
            return get(list).map(v -> ((JsonValue.Arr) v).elements()).orElse(List.of());
        }

        private List<JsonValue> entriesToChange(String list) {
            JsonValue.Arr now = get(list).map(JsonValue.Arr.class::cast).orElseGet(() -> own(List.of()));
            JsonValue.Arr mine = own.contains(now) ? now : own(now.elements());
            put(list, mine);
            return mine.elements();
        }

        /** All entries of a list with one key. */
        public List<Node> entries(String list, String key) {
            return entries(list).stream()
                    .map(e -> (JsonValue.Obj) e)
                    .map(e -> entry(list, key, JsonPath.scalar(e.get(key).orElseThrow()), e))
                    .toList();
        }

        private Node entry(String list, String key, String value, JsonValue.Obj entry) {
            return new Node(Optional.of(this), JsonPath.entry(path(list), Map.of(key, value)), entry);
        }

        /** An entry of a list with one key, which is a leaf of text. */
        public Optional<Node> entry(String list, String key, String value) {
            for (JsonValue element : entries(list)) {
                JsonValue.Obj object = (JsonValue.Obj) element;
                if (object.get(key).map(JsonPath::scalar).filter(value::equals).isPresent()) {
                    return Optional.of(entry(list, key, value, object));
                }
            }
            return Optional.empty();
        }

        /** Adds an entry to a list with one key, which must not be there. */
        public Node add(String list, String key, String value) {
            JsonValue.Obj added = own(Map.of());
            entriesToChange(list).add(added);
            Node node = entry(list, key, value, added);
            node.put(key, value);
            return node;
        }

        /** Adds another document's entry to a list with one key, which must not be there. */
        void add(String list, String key, Node entry) {
            Node copy = add(list, key, entry.leaf(key).orElseThrow());
            copy.toChange().putAll(entry.members());
        }

        /** Removes an entry of a list with one key; false when it was not there. */
        public boolean remove(String list, String key, String value) {
            Optional<Node> entry = entry(list, key, value);
            if (entry.isEmpty()) {
                return false;
            }
            JsonValue.Obj gone = entry.get().object();
            entriesToChange(list).removeIf(element -> element == gone);
            if (entries(list).isEmpty()) {
                remove(list);
            }
            return true;
        }
    }
}
