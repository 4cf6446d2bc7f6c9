package org.pathgauge.netconf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.Empty;
import org.opendaylight.yangtools.yang.data.impl.codec.TypeDefinitionAwareCodec;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.w3c.dom.Element;

/**
 * The input of an rpc that a module defines, as long as it is made of leafs and choices between them, judged by the
 * module (RFC 7950 sections 7.14 and 8.3.1).
 */
final class RpcInput {
    /**
     * One leaf of the input.
     *
     * @param choice the choice it stands in, and the case; both empty for none
     */
    private record Known(LeafSchemaNode leaf, String choice, String inCase) {}

    private final String operation;
    private final Map<String, Object> values = new HashMap<>();

    /**
     * Reads a request.
     *
     * @param schemas tells known namespaces from unknown ones
     * @throws RpcError for the first thing that the module does not allow
     */
    RpcInput(Element element, RpcDefinition rpc, Schemas schemas) throws RpcError {
        operation = element.getLocalName();
        Map<String, Known> known = new HashMap<>();
        collect(rpc.getInput(), "", "", known);
        Map<String, Known> chosen = new HashMap<>();
        for (Element child : Xml.children(element)) {
            String name = child.getLocalName();
            String namespace = child.getNamespaceURI() == null ? "" : child.getNamespaceURI();
            if (!schemas.hasNamespace(namespace)) {
                throw RpcError.unknownNamespace(name, namespace);
            }
            Known leaf = known.get(name);
            if (leaf == null || !namespace.equals(element.getNamespaceURI())) {
                throw RpcError.unknownElement(name, operation);
            }
            if (values.containsKey(name)) {
                throw bad(name, operation + " has two of " + name);
            }
            Known other = leaf.choice().isEmpty() ? leaf : chosen.getOrDefault(leaf.choice(), leaf);
            if (!other.inCase().equals(leaf.inCase())) {
                throw bad(
                        name,
                        operation + " has either " + name + " or "
                                + other.leaf().getQName().getLocalName() + ", not both");
            }
            chosen.put(leaf.choice(), leaf);
            values.put(name, value(child, leaf.leaf()));
        }
        for (Known leaf : known.values()) {
            String name = leaf.leaf().getQName().getLocalName();
            if (leaf.leaf().isMandatory() && !values.containsKey(name)) {
                throw RpcError.missingElement(name, operation);
            }
        }
    }

    private static void collect(DataNodeContainer in, String choice, String inCase, Map<String, Known> known) {
        for (DataSchemaNode node : in.getChildNodes()) {
            switch (node) {
                case LeafSchemaNode leaf -> known.put(leaf.getQName().getLocalName(), new Known(leaf, choice, inCase));
                case ChoiceSchemaNode either -> {
                    for (CaseSchemaNode one : either.getCases()) {
                        collect(
                                one,
                                either.getQName().getLocalName(),
                                one.getQName().getLocalName(),
                                known);
                    }
                }
                default -> throw new IllegalStateException(node.getQName() + " is neither leaf nor choice");
            }
        }
    }

    private static Object value(Element element, LeafSchemaNode leaf) throws RpcError {
        String name = element.getLocalName();
        List<Element> inside = Xml.children(element);
        if (!inside.isEmpty()) {
            throw RpcError.unknownElement(inside.getFirst().getLocalName(), name);
        }
        String text = Xml.text(element);
        try {
            return TypeDefinitionAwareCodec.from(leaf.getType()).deserialize(text);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw invalid(name, "'" + text + "' is no value of " + name + ": " + e.getMessage());
        }
    }

    private static RpcError bad(String element, String message) {
        return new RpcError(RpcError.Type.PROTOCOL, RpcError.Tag.BAD_ELEMENT, message).info("bad-element", element);
    }

    static RpcError invalid(String element, String message) {
        return RpcError.invalidValue(message).info("bad-element", element);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(value -> value instanceof Empty ? "" : value.toString());
    }

    /** A number; what is absent has the default. */
    long number(String name, long otherwise) {
        return values.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }
}
