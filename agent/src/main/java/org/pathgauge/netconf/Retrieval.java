package org.pathgauge.netconf;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/** The operations get and get-config (RFC 6241 sections 7.1 and 7.7). */
final class Retrieval {
    private static final Name DATA = new Name(Ns.NETCONF, "data");

    private Retrieval() {}

    /**
     * Makes get.
     *
     * @param everything configuration and state, of one moment
     */
    static Operation get(Supplier<Node.Branch> everything) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("filter"));
            return reply(everything, filter(parameters));
        };
    }

    /**
     * Makes get-config.
     *
     * @param running the running datastore
     */
    static Operation getConfig(Supplier<Node.Branch> running) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("source", "filter"));
            List<Element> sources = Xml.children(parameters.required("source"));
            if (sources.isEmpty()) {
                throw RpcError.missingElement("running", "source");
            }
            Element source = sources.getFirst();
            if (sources.size() > 1 || !Ns.NETCONF.equals(source.getNamespaceURI())) {
                throw RpcError.unknownElement(sources.getLast().getLocalName(), "source");
            }
            if (!source.getLocalName().equals("running")) {
                throw new RpcError(
                                RpcError.Type.PROTOCOL,
                                RpcError.Tag.INVALID_VALUE,
                                "This server has no datastore " + source.getLocalName() + "; use running")
                        .info("bad-element", source.getLocalName());
            }
            return reply(running, filter(parameters));
        };
    }

    private static Operation.Reply reply(Supplier<Node.Branch> root, Optional<List<Selector>> filter) {
        return out -> {
            out.start(DATA);
            new DataWriter(out).write(root.get(), filter);
            out.end();
        };
    }

    /** A filter without a type is a subtree filter (RFC 6241 section 7.1). */
    private static Optional<List<Selector>> filter(Parameters parameters) throws RpcError {
        Optional<Element> filter = parameters.element("filter");
        if (filter.isEmpty()) {
            return Optional.empty();
        }
        Attr type = filter.get().getAttributeNode("type");
        if (type == null) {
            type = filter.get().getAttributeNodeNS(Ns.NETCONF, "type");
        }
        if (type != null && !type.getValue().equals("subtree")) {
            throw RpcError.badAttribute(
                    "type",
                    "filter",
                    "This server has no filter of type '" + type.getValue() + "'; use a subtree filter");
        }
        return Optional.of(Selector.of(filter.get()));
    }
}
