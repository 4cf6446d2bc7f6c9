package org.pathgauge.netconf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The filter of a subscription, which lives longer than the request that brought it.
 *
 * @param filter what it selects
 * @param subtree the element it was read from, if it is a subtree filter
 * @param xpath its expression and the prefixes in it, if it is an XPath filter
 */
record KeptFilter(Filter filter, Optional<Element> subtree, Optional<ErrorPath> xpath) {
    static final KeptFilter NONE = new KeptFilter(Filter.NONE, Optional.empty(), Optional.empty());

    /** A filter may have so many elements and texts; each takes about 200 bytes for as long as the subscription lives. */
    static final int MOST_NODES = 250;

    /** Length of an expression, and of all texts together. */
    static final int MOST_TEXT = 8192;

    private static final Pattern PREFIX = Pattern.compile("([A-Za-z_][\\w.-]*):[A-Za-z_*]");
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    /**
     * Reads one.
     *
     * @param subtree parameter that holds a subtree filter
     * @param xpath parameter that holds an expression
     * @throws RpcError filter-unsupported when it is wrong, insufficient-resources when it is too big
     */
    static KeptFilter of(Parameters parameters, String subtree, String xpath, Name operation) throws RpcError {
        Optional<Element> tree = parameters.element(subtree);
        Optional<Element> path = parameters.element(xpath);
        if (tree.isPresent() && path.isPresent()) {
            throw new RpcError(
                            RpcError.Type.PROTOCOL,
                            RpcError.Tag.BAD_ELEMENT,
                            operation.local() + " has either " + subtree + " or " + xpath + ", not both")
                    .info("bad-element", xpath);
        }
        if (path.isPresent()) {
            String expression = Xml.text(path.get());
            if (expression.length() > MOST_TEXT) {
                throw tooBig();
            }
            try {
                return new KeptFilter(
                        Filter.xpath(expression, path.get()),
                        Optional.empty(),
                        Optional.of(withPrefixes(expression, path.get())));
            } catch (RpcError e) {
                throw SubscriptionErrors.FILTER_UNSUPPORTED.refuse(e.getMessage());
            }
        }
        if (tree.isEmpty()) {
            return NONE;
        }
        Element kept = copy(tree.get());
        return new KeptFilter(new Filter.Subtree(Selector.of(kept)), Optional.of(kept), Optional.empty());
    }

    /** The filter of a request of RFC 5277, small enough to be kept. */
    static KeptFilter of(Parameters parameters) throws RpcError {
        Optional<Element> element = parameters.element("filter");
        return element.isEmpty()
                ? NONE
                : new KeptFilter(Filter.of(copy(element.get())), Optional.empty(), Optional.empty());
    }

    private static ErrorPath withPrefixes(String expression, Element context) {
        Map<String, String> namespaces = new LinkedHashMap<>();
        PREFIX.matcher(expression).results().map(m -> m.group(1)).forEach(prefix -> {
            String namespace = context.lookupNamespaceURI(prefix);
            if (namespace != null) {
                namespaces.put(prefix, namespace);
            }
        });
        return new ErrorPath(expression, namespaces);
    }

    private static RpcError tooBig() {
        return SubscriptionErrors.INSUFFICIENT_RESOURCES.refuse("The filter is too big to be kept: " + MOST_NODES
                + " elements and texts, and " + MOST_TEXT + " characters, are allowed");
    }

    /** A copy without the rest of the message, that knows the prefixes declared around it. */
    private static Element copy(Element from) throws RpcError {
        if (nodes(from) > MOST_NODES || text(from) > MOST_TEXT) {
            throw tooBig();
        }
        try {
            Document document = DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .newDocument();
            Element copy = (Element) document.importNode(from, true);
            document.appendChild(copy);
            for (Node up = from.getParentNode(); up instanceof Element around; up = up.getParentNode()) {
                var attributes = around.getAttributes();
                for (int i = 0; i < attributes.getLength(); i++) {
                    Node declared = attributes.item(i);
                    if (XMLNS.equals(declared.getNamespaceURI())
                            && declared.getPrefix() != null
                            && !copy.hasAttributeNS(XMLNS, declared.getLocalName())) {
                        copy.setAttributeNS(XMLNS, declared.getNodeName(), declared.getNodeValue());
                    }
                }
            }
            return copy;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK's XML parser cannot be set up", e);
        }
    }

    /** Elements, attributes and texts. */
    private static int nodes(Node of) {
        int nodes = 1 + (of instanceof Element element ? element.getAttributes().getLength() : 0);
        for (Node n = of.getFirstChild(); n != null; n = n.getNextSibling()) {
            nodes += nodes(n);
        }
        return nodes;
    }

    /** Characters in texts and values of attributes. */
    private static long text(Node of) {
        long text = of instanceof Element ? 0 : of.getNodeValue().length();
        if (of instanceof Element element) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                text += element.getAttributes().item(i).getNodeValue().length();
            }
        }
        for (Node n = of.getFirstChild(); n != null; n = n.getNextSibling()) {
            text += text(n);
        }
        return text;
    }

    /** The subtree filter as the content of an anydata node. */
    List<Element> content() {
        return subtree.map(Xml::children).orElse(List.of());
    }
}
