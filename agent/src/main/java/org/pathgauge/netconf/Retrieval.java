package org.pathgauge.netconf;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.config.DatastoreLocks.Target;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/** The operations get and get-config (RFC 6241 sections 7.1 and 7.7). */
final class Retrieval {
    private static final Name DATA = new Name(Ns.NETCONF, "data");
    private static final List<Name> ADDED = List.of(WithDefaults.PARAMETER);

    private Retrieval() {}

    static Operation get(DataTrees trees) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("filter"), ADDED);
            WithDefaults.Mode mode = WithDefaults.mode(parameters);
            return reply(() -> trees.everything(request.session(), mode), filter(parameters));
        };
    }

    static Operation getConfig(DataTrees trees) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("source", "filter"), ADDED);
            WithDefaults.Mode mode = WithDefaults.mode(parameters);
            Target source = Datastores.named(parameters.required("source"), EnumSet.allOf(Target.class));
            return reply(() -> trees.configuration(source, request.session(), mode), filter(parameters));
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
