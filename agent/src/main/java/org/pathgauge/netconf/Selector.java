package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * One element of a subtree filter (RFC 6241 section 6).
 *
 * <p>Names are compared by namespace and local name, never by prefix; an element in no namespace matches every one
 * (section 6.2.1). Elements with text only are content match nodes, elements without anything selection nodes, elements
 * with children containment nodes. The nodes served here carry no attributes, so an attribute match expression is never
 * met.
 */
final class Selector {
    private final String namespace;
    private final String local;
    private final boolean attributes;
    private final String text;
    private final List<Selector> children;
    private final Element element;

    private Selector(Element element) {
        this.element = element;
        this.namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
        this.local = element.getLocalName();
        this.attributes = Xml.hasAttributes(element);
        this.children = Xml.children(element).stream().map(Selector::new).toList();
        this.text = children.isEmpty() ? element.getTextContent().strip() : "";
    }

    /** The top-level selectors of a filter element; none of them means that nothing is selected (section 6.4.2). */
    static List<Selector> of(Element filter) {
        return Xml.children(filter).stream().map(Selector::new).toList();
    }

    /** Those of the selectors that a name satisfies. */
    static List<Selector> named(List<Selector> selectors, Name name) {
        List<Selector> found = List.of();
        for (Selector s : selectors) {
            if (s.local.equals(name.local()) && (s.namespace.isEmpty() || s.namespace.equals(name.namespace()))) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(2);
                }
                found.add(s);
            }
        }
        return found;
    }

    /** Whether this selects or matches a leaf of its name. */
    boolean matches(Node.Leaf leaf) {
        return !attributes && children.isEmpty() && (text.isEmpty() || sameValue(leaf.value()));
    }

    private boolean contentMatch() {
        return children.isEmpty() && !text.isEmpty();
    }

    /** Identities are compared as names; a prefix in the filter is the filter's own. */
    private boolean sameValue(Object value) {
        if (!(value instanceof Name identity)) {
            return text.equals(Values.text(value).strip());
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return text.equals(identity.local());
        }
        return text.substring(colon + 1).equals(identity.local())
                && identity.namespace().equals(element.lookupNamespaceURI(text.substring(0, colon)));
    }

    /** What of a branch is wanted: nothing, all of it, or what some selectors say of its children. */
    record Inside(boolean any, boolean all, List<Selector> selectors) {
        static final Inside NOTHING = new Inside(false, false, List.of());
        static final Inside ALL = new Inside(true, true, List.of());
    }

    /** What the selectors, which all have the name of the branch, want of it (sections 6.2.3 to 6.2.5). */
    static Inside inside(Node.Branch branch, List<Selector> selectors) {
        var wanted = new ArrayList<Selector>();
        for (Selector s : selectors) {
            if (s.attributes || s.contentMatch()) {
                continue;
            }
            if (s.children.isEmpty()) {
                return Inside.ALL;
            }
            if (s.children.stream().allMatch(c -> !c.contentMatch() || c.foundIn(branch))) {
                if (s.children.stream().allMatch(Selector::contentMatch)) {
                    return Inside.ALL;
                }
                wanted.addAll(s.children);
            }
        }
        return wanted.isEmpty() ? Inside.NOTHING : new Inside(true, false, wanted);
    }

    private boolean foundIn(Node.Branch branch) {
        for (Field field : branch.fields()) {
            if (!named(List.of(this), field.name()).isEmpty()) {
                Iterator<? extends Node> nodes = field.nodes();
                while (nodes.hasNext()) {
                    if (nodes.next() instanceof Node.Leaf leaf && matches(leaf)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The key values that this demands of a list entry; empty when it leaves any of the keys open. */
    Optional<Map<Name, String>> keyValues(List<Name> keys) {
        var values = new HashMap<Name, String>();
        for (Name key : keys) {
            for (Selector c : children) {
                if (c.contentMatch() && !named(List.of(c), key).isEmpty()) {
                    values.putIfAbsent(key, c.text);
                }
            }
        }
        return values.size() == keys.size() ? Optional.of(values) : Optional.empty();
    }
}
