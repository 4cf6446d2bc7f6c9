package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.w3c.dom.Element;

/** Elements of a message as a data tree: what an anydata node holds. */
record ElementBranch(Name name, List<Element> inside) implements Node.Branch {
    @Override
    public boolean presence() {
        return true;
    }

    @Override
    public List<Field> fields() {
        var fields = new ArrayList<Field>();
        inside.forEach(e -> fields.add(new One(e)));
        return fields;
    }

    private record One(Element element) implements Field {
        @Override
        public Name name() {
            String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
            return new Name(namespace, element.getLocalName());
        }

        @Override
        public Iterator<? extends Node> nodes() {
            List<Element> children = Xml.children(element);
            String text = children.isEmpty() ? Xml.text(element) : "";
            Node node = text.isEmpty() ? new ElementBranch(name(), children) : new Node.Leaf(name(), text);
            return List.of(node).iterator();
        }
    }
}
