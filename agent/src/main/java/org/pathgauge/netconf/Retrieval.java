package org.pathgauge.netconf;

import java.util.EnumSet;
import java.util.List;
import org.pathgauge.config.DatastoreLocks.Target;

/** The operations get and get-config (RFC 6241 sections 7.1 and 7.7). */
final class Retrieval {
    private static final Name DATA = new Name(Ns.NETCONF, "data");
    private static final List<Name> ADDED = List.of(WithDefaults.PARAMETER);

    private Retrieval() {}

    static Operation get(DataTrees trees) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("filter"), ADDED);
            WithDefaults.Mode mode = WithDefaults.mode(parameters);
            return reply(trees.everything(request.session(), mode), Filter.of(parameters));
        };
    }

    static Operation getConfig(DataTrees trees) {
        return request -> {
            var parameters = new Parameters(request.element(), List.of("source", "filter"), ADDED);
            WithDefaults.Mode mode = WithDefaults.mode(parameters);
            Target source = Datastores.named(parameters.required("source"), EnumSet.allOf(Target.class));
            return reply(trees.configuration(source, request.session(), mode), Filter.of(parameters));
        };
    }

    private static Operation.Reply reply(Node.Branch root, Filter filter) throws RpcError {
        Filter.Selected selected = filter.of(root);
        return out -> {
            out.start(DATA);
            selected.write(new DataWriter(out));
            out.end();
        };
    }
}
