package org.pathgauge.netconf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/** The attributes by which an element of edit-config says what is to happen to it. */
final class EditAttributes {
    /** RFC 7950 section 7.8.6. */
    static final String YANG = "urn:ietf:params:xml:ns:yang:1";

    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private EditAttributes() {}

    /** The operation of an element; refuses every attribute that is not known. */
    static TreeEdit.Op operation(Element element, TreeEdit.Op inherited, boolean userOrdered, Supplier<ErrorPath> path)
            throws RpcError {
        TreeEdit.Op op = inherited;
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            String namespace = attribute.getNamespaceURI() == null ? "" : attribute.getNamespaceURI();
            String name = attribute.getLocalName();
            if (namespace.equals(XMLNS)) {
                continue;
            }
            if (namespace.equals(Ns.NETCONF) && name.equals("operation")) {
                op = TreeEdit.Op.named(attribute.getValue())
                        .filter(o -> o != TreeEdit.Op.NONE)
                        .orElseThrow(() -> RpcError.badAttribute(
                                        "operation",
                                        element.getLocalName(),
                                        "An operation is merge, replace, create, delete or remove, not "
                                                + attribute.getValue())
                                .path(path.get()));
            } else if (namespace.equals(YANG) && isOrder(name)) {
                if (!userOrdered) {
                    throw RpcError.badAttribute(
                                    name,
                                    element.getLocalName(),
                                    "The server orders the entries of " + element.getLocalName() + "; leave " + name
                                            + " out")
                            .path(path.get());
                }
            } else if (!namespace.equals(Ns.DEFAULT) || !name.equals("default")) {
                throw new RpcError(
                                RpcError.Type.APPLICATION,
                                RpcError.Tag.UNKNOWN_ATTRIBUTE,
                                "There is no attribute " + attribute.getName() + " of namespace '" + namespace
                                        + "' here; operation is of " + Ns.NETCONF)
                        .info("bad-attribute", name)
                        .info("bad-element", element.getLocalName())
                        .path(path.get());
            }
        }
        return op;
    }

    /** Whether the element stands for the default value, not for a configured one (RFC 6243 section 4.5.2). */
    static boolean isDefault(Element element) {
        String text = element.getAttributeNS(Ns.DEFAULT, "default");
        return text.equals("true") || text.equals("1");
    }

    private static boolean isOrder(String name) {
        return name.equals("insert") || name.equals("key") || name.equals("value");
    }

    static boolean isUserOrdered(DataSchemaNode schema) {
        return schema instanceof ListSchemaNode list && list.isUserOrdered()
                || schema instanceof LeafListSchemaNode leafList && leafList.isUserOrdered();
    }

    /** Where an entry is to go. */
    enum Where {
        FIRST,
        LAST,
        BEFORE,
        AFTER
    }

    /**
     * The place of an entry among those that the user orders.
     *
     * @param element for messages
     * @param attribute that names the anchor: key or value
     * @param anchor its text
     */
    record Insert(Where where, String element, String attribute, String anchor) {
        boolean needsAnchor() {
            return where == Where.BEFORE || where == Where.AFTER;
        }

        /** Puts an entry at its place; an entry that is there already moves. */
        <K, V> void place(Map<K, V> entries, K id, V entry, K anchorId, Supplier<ErrorPath> path) throws RpcError {
            entries.remove(id);
            if (needsAnchor() && !entries.containsKey(anchorId)) {
                throw RpcError.badAttribute(
                                attribute,
                                element,
                                "There is no entry " + anchor + " to insert before or after; name one that exists")
                        .appTag("missing-instance")
                        .path(path.get());
            }
            var old = new LinkedHashMap<>(entries);
            entries.clear();
            if (where == Where.FIRST) {
                entries.put(id, entry);
            }
            old.forEach((k, v) -> {
                boolean here = needsAnchor() && k.equals(anchorId);
                if (here && where == Where.BEFORE) {
                    entries.put(id, entry);
                }
                entries.put(k, v);
                if (here && where == Where.AFTER) {
                    entries.put(id, entry);
                }
            });
            entries.putIfAbsent(id, entry);
        }
    }

    /** The wanted place of an entry, if the element says one. */
    static Optional<Insert> insert(Element element, String anchorAttribute, Supplier<ErrorPath> path) throws RpcError {
        String text = element.getAttributeNS(YANG, "insert");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String name = element.getLocalName();
        Where where =
                switch (text) {
                    case "first" -> Where.FIRST;
                    case "last" -> Where.LAST;
                    case "before" -> Where.BEFORE;
                    case "after" -> Where.AFTER;
                    default ->
                        throw RpcError.badAttribute(
                                        "insert", name, "insert is first, last, before or after, not " + text)
                                .path(path.get());
                };
        var insert = new Insert(where, name, anchorAttribute, element.getAttributeNS(YANG, anchorAttribute));
        if (insert.needsAnchor() && !element.hasAttributeNS(YANG, anchorAttribute)) {
            throw new RpcError(
                            RpcError.Type.APPLICATION,
                            RpcError.Tag.MISSING_ATTRIBUTE,
                            "insert='" + text + "' needs the attribute " + anchorAttribute + " of namespace " + YANG)
                    .info("bad-attribute", anchorAttribute)
                    .info("bad-element", name)
                    .path(path.get());
        }
        return Optional.of(insert);
    }

    /** The value that a predicate such as {@code [p:name='x']} gives to a key. */
    static Optional<String> keyValue(String predicates, String key) {
        Matcher m = Pattern.compile(
                        "\\[\\s*(?:[\\w.-]+:)?" + Pattern.quote(key) + "\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*\\]")
                .matcher(predicates);
        return m.find() ? Optional.of(m.group(1) != null ? m.group(1) : m.group(2)) : Optional.empty();
    }
}
