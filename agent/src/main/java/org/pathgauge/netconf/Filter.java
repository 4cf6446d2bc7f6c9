package org.pathgauge.netconf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pathgauge.config.XPath;
import org.pathgauge.config.XPathNode;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/** Which part of a data tree a request asks for. */
sealed interface Filter {
    /** All of it. */
    Filter NONE = new All();

    /** Writes the selected part of a tree, without its root. */
    @FunctionalInterface
    interface Selected {
        void write(DataWriter to) throws IOException;
    }

    /**
     * Selects of a tree. What is not looked at for that is made while it is written.
     *
     * @throws RpcError when the filter cannot be applied
     */
    Selected of(Node.Branch root) throws RpcError;

    /** Whether anything of a tree is selected; a filter that cannot be applied to it selects nothing. */
    default boolean selectsOf(Node.Branch root) {
        var seen = new Seen();
        try {
            var out = new XmlOut(seen);
            of(root).write(new DataWriter(out));
            out.finish();
        } catch (RpcError | IOException e) {
            return false;
        }
        return seen.any;
    }

    /** Forgets what is written, but that something was. */
    final class Seen extends OutputStream {
        private boolean any;

        @Override
        public void write(int b) {
            any = true;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            any |= length > 0;
        }
    }

    record All() implements Filter {
        @Override
        public Selected of(Node.Branch root) {
            return to -> to.write(root, Optional.empty());
        }
    }

    /** A subtree filter (RFC 6241 section 6). */
    record Subtree(List<Selector> selectors) implements Filter {
        @Override
        public Selected of(Node.Branch root) {
            return to -> to.write(root, Optional.of(selectors));
        }
    }

    /**
     * An XPath filter (RFC 6241 section 8.9): each node of the node-set with all that is inside, its ancestors, and the
     * keys of those that are entries of lists.
     */
    record Path(XPath expression) implements Filter {
        /** Nodes that one request may keep; about 100 bytes each. */
        private static final int MOST_NODES = 200_000;

        @Override
        public Selected of(Node.Branch root) throws RpcError {
            var tree = TreeXPathNode.root(root, new TreeXPathNode.Budget(MOST_NODES));
            List<XPathNode> found;
            try {
                found = expression.select(tree);
            } catch (TreeXPathNode.Exhausted e) {
                throw new RpcError(
                        RpcError.Type.APPLICATION,
                        RpcError.Tag.RESOURCE_DENIED,
                        e.getMessage() + "; name each step of the path, and the keys of list entries"
                                + " as in probe[name='a'], or use a subtree filter");
            } catch (IllegalArgumentException e) {
                throw RpcError.invalidValue(
                        "The filter's XPath expression must select nodes (RFC 6241 section 8.9.1), but "
                                + e.getMessage());
            }
            Set<XPathNode> whole = new HashSet<>(found);
            Set<XPathNode> around = new HashSet<>();
            for (XPathNode node : found) {
                for (Optional<? extends XPathNode> up = node.parent();
                        up.isPresent() && around.add(up.get());
                        up = up.get().parent()) {}
            }
            return to -> to.write(tree, whole, around);
        }
    }

    /**
     * The parameter {@code filter} of an operation. One without a type is a subtree filter (RFC 6241 section 7.1).
     *
     * @throws RpcError when it is of another type, or wrong
     */
    static Filter of(Parameters parameters) throws RpcError {
        Optional<Element> filter = parameters.element("filter");
        return filter.isEmpty() ? NONE : of(filter.get());
    }

    /** The filter that an element describes. */
    static Filter of(Element filter) throws RpcError {
        String type = attribute(filter, "type").orElse("subtree");
        return switch (type) {
            case "subtree" -> new Subtree(Selector.of(filter));
            case "xpath" ->
                xpath(
                        attribute(filter, "select")
                                .orElseThrow(() -> new RpcError(
                                                RpcError.Type.PROTOCOL,
                                                RpcError.Tag.MISSING_ATTRIBUTE,
                                                "A filter of type 'xpath' needs the attribute select, as in"
                                                        + " select=\"/p:probes/p:probe[p:name='a']\"")
                                        .info("bad-attribute", "select")
                                        .info("bad-element", "filter")),
                        filter);
            default ->
                throw RpcError.badAttribute(
                        "type", "filter", "This server has no filter of type '" + type + "'; use subtree or xpath");
        };
    }

    /**
     * A filter by an expression. Its prefixes are those that the element declares; a name without one stands for that of
     * any module, because clients leave them out.
     *
     * @throws RpcError when it cannot be read
     */
    static Filter xpath(String expression, Element context) throws RpcError {
        try {
            return new Path(XPath.parse(
                    expression,
                    prefix -> prefix.isEmpty()
                            ? Optional.empty()
                            : Optional.ofNullable(context.lookupNamespaceURI(prefix))));
        } catch (IllegalArgumentException e) {
            throw RpcError.invalidValue("The filter cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> attribute(Element filter, String name) {
        Attr found = filter.getAttributeNode(name);
        return Optional.ofNullable(found != null ? found : filter.getAttributeNodeNS(Ns.NETCONF, name))
                .map(Attr::getValue);
    }
}
