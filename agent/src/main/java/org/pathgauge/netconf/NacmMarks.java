package org.pathgauge.netconf;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.EffectiveStatementEquivalent;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.opendaylight.yangtools.yang.model.api.meta.EffectiveStatement;

/** Where the models say nacm:default-deny-all or nacm:default-deny-write (RFC 8341 section 3.1.1). */
final class NacmMarks {
    /** A place without marks, at it and below. */
    static final NacmMarks NONE = new NacmMarks(false, false);

    private static final Name DENY_ALL = new Name(Ns.NACM, "default-deny-all");
    private static final Name DENY_WRITE = new Name(Ns.NACM, "default-deny-write");

    private final boolean all;
    private final boolean write;
    private final Map<Name, NacmMarks> below = new HashMap<>();

    private NacmMarks(boolean all, boolean write) {
        this.all = all;
        this.write = write;
    }

    /** The marks of all data nodes; only the branches that have some are kept. */
    static NacmMarks of(EffectiveModelContext context) {
        var root = new NacmMarks(false, false);
        root.add(context.getChildNodes());
        return root;
    }

    private void add(Collection<? extends DataSchemaNode> nodes) {
        for (DataSchemaNode node : nodes) {
            if (node instanceof ChoiceSchemaNode choice) {
                choice.getCases().forEach(c -> add(c.getChildNodes()));
                continue;
            }
            // A mark is about the node and what is in it.
            var marks = new NacmMarks(all || has(node, DENY_ALL), write || has(node, DENY_WRITE));
            if (node instanceof DataNodeContainer inner) {
                marks.add(inner.getChildNodes());
            }
            if (marks.all || marks.write || !marks.below.isEmpty()) {
                below.put(Name.of(node.getQName()), marks);
            }
        }
    }

    private static boolean has(Object node, Name mark) {
        Object statement = node instanceof EffectiveStatementEquivalent<?> e ? e.asEffectiveStatement() : node;
        // yangtools keeps extensions that it does not implement among the declared statements only.
        return statement instanceof EffectiveStatement<?, ?> s
                && s.getDeclared() != null
                && s.getDeclared().declaredSubstatements().stream()
                        .anyMatch(x -> Name.of(x.statementDefinition().getStatementName())
                                .equals(mark));
    }

    /** The operations that only an explicit rule permits. */
    static Set<Name> operations(EffectiveModelContext context) {
        // RFC 8341 section 3.1.3 guards these two, which the module of RFC 6241 that is older does not say.
        Set<Name> denied =
                new HashSet<>(Set.of(new Name(Ns.NETCONF, "delete-config"), new Name(Ns.NETCONF, "kill-session")));
        for (RpcDefinition rpc : context.getOperations()) {
            if (has(rpc, DENY_ALL)) {
                denied.add(Name.of(rpc.getQName()));
            }
        }
        return denied;
    }

    /** The notifications that only an explicit rule lets somebody receive. */
    static Set<Name> notifications(EffectiveModelContext context) {
        return context.getNotifications().stream()
                .filter(n -> has(n, DENY_ALL))
                .map(n -> Name.of(n.getQName()))
                .collect(java.util.stream.Collectors.toSet());
    }

    NacmMarks child(Name name) {
        return below.getOrDefault(name, NONE);
    }

    boolean none() {
        return this == NONE;
    }

    boolean deniesReading() {
        return all;
    }

    boolean deniesWriting() {
        return all || write;
    }
}
