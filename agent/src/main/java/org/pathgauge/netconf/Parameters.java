package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** The parameters of an operation: its child elements, each known, and at most once unless it may repeat. */
final class Parameters {
    private final String operation;
    private final String namespace;
    private final Map<String, List<Element>> found = new HashMap<>();

    /**
     * Checks and keeps the parameters.
     *
     * @param element the operation
     * @param known their names, in the namespace of the operation
     * @throws RpcError for an unknown or repeated one
     */
    Parameters(Element element, List<String> known) throws RpcError {
        this(element, known, List.of());
    }

    /**
     * Checks and keeps the parameters, some of which another module adds.
     *
     * @param foreign their names
     */
    Parameters(Element element, List<String> known, List<Name> foreign) throws RpcError {
        this(element, known, foreign, List.of());
    }

    /**
     * Checks and keeps the parameters, some of which may be there more than once.
     *
     * @param repeated their names
     */
    Parameters(Element element, List<String> known, List<Name> foreign, List<String> repeated) throws RpcError {
        operation = element.getLocalName();
        namespace = element.getNamespaceURI();
        for (Element child : Xml.children(element)) {
            String name = child.getLocalName();
            boolean added =
                    foreign.contains(new Name(child.getNamespaceURI() == null ? "" : child.getNamespaceURI(), name));
            if (!added && !known.contains(name)) {
                throw RpcError.unknownElement(name, operation);
            }
            if (!added && !namespace.equals(child.getNamespaceURI())) {
                throw new RpcError(
                                RpcError.Type.PROTOCOL,
                                RpcError.Tag.UNKNOWN_ELEMENT,
                                "The element " + name + " of " + operation + " must be in the namespace " + namespace
                                        + ", as " + operation + " is")
                        .info("bad-element", name);
            }
            List<Element> same = found.computeIfAbsent(name, n -> new ArrayList<>(1));
            same.add(child);
            if (same.size() > 1 && !repeated.contains(name)) {
                throw new RpcError(RpcError.Type.PROTOCOL, RpcError.Tag.BAD_ELEMENT, operation + " has two of " + name)
                        .info("bad-element", name);
            }
        }
    }

    Optional<Element> element(String name) {
        return all(name).stream().findFirst();
    }

    /** All elements of a name, in their order. */
    List<Element> all(String name) {
        return found.getOrDefault(name, List.of());
    }

    Optional<String> text(String name) {
        return element(name).map(Xml::text);
    }

    Element required(String name) throws RpcError {
        return element(name).orElseThrow(() -> RpcError.missingElement(name, operation));
    }

    String namespace() {
        return namespace;
    }
}
