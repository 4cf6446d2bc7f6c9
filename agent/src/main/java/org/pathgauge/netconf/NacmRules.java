package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.pathgauge.config.DataNodes;

/**
 * The access control configuration of ietf-netconf-acm (RFC 8341 section 3.5), with the defaults of its module.
 *
 * @param enabled whether anything is enforced
 * @param read what happens to reading without a rule: true permits
 * @param write to writing
 * @param exec to operations
 * @param groups the groups of each user
 * @param lists rule lists in their order
 */
record NacmRules(
        boolean enabled,
        boolean read,
        boolean write,
        boolean exec,
        Map<String, Set<String>> groups,
        List<RuleList> lists) {
    private static final Name NACM = new Name(Ns.NACM, "nacm");

    /** What a rule is about. */
    enum Access {
        CREATE,
        READ,
        UPDATE,
        DELETE,
        EXEC
    }

    /**
     * A list of rules for some groups.
     *
     * @param groups their names, {@code *} for everybody
     */
    record RuleList(Set<String> groups, List<Rule> rules) {}

    /**
     * One rule.
     *
     * @param module name of a module or {@code *}
     * @param rpc name of operations or {@code *}; empty when the rule is not about operations alone
     * @param notification name of notifications or {@code *}; empty when the rule is not about those alone
     * @param path of data nodes; empty when the rule is not about data alone
     * @param access operations that the rule is about
     * @param permit whether it permits or denies
     */
    record Rule(
            String module,
            Optional<String> rpc,
            Optional<String> notification,
            Optional<String> path,
            Set<Access> access,
            boolean permit) {
        boolean aboutEverything() {
            return rpc.isEmpty() && notification.isEmpty() && path.isEmpty();
        }
    }

    /** The container nacm of a configuration. */
    static Optional<DataContainerChild> in(ContainerNode root) {
        return root.body().stream()
                .filter(c -> Name.of(c.name().getNodeType()).equals(NACM))
                .findFirst();
    }

    /** Reads the container nacm; where it is absent, its defaults hold. */
    static NacmRules of(Optional<DataContainerChild> nacm) {
        Map<String, DataContainerChild> top =
                nacm.map(n -> children((DataContainerNode) n)).orElse(Map.of());
        return new NacmRules(
                leaf(top, "enable-nacm").map(Boolean.TRUE::equals).orElse(true),
                permits(leaf(top, "read-default"), true),
                permits(leaf(top, "write-default"), false),
                permits(leaf(top, "exec-default"), true),
                groups(top),
                entries(top, "rule-list").stream().map(NacmRules::ruleList).toList());
    }

    private static Map<String, DataContainerChild> children(DataContainerNode node) {
        return DataNodes.of(node).entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().getLocalName(), Map.Entry::getValue));
    }

    private static Optional<Object> leaf(Map<String, DataContainerChild> in, String name) {
        return Optional.ofNullable(in.get(name)).map(l -> ((LeafNode<?>) l).body());
    }

    private static boolean permits(Optional<Object> action, boolean fallback) {
        return action.map(a -> a.toString().equals("permit")).orElse(fallback);
    }

    private static List<Map<String, DataContainerChild>> entries(Map<String, DataContainerChild> in, String list) {
        return in.get(list) instanceof MapNode map
                ? map.body().stream().map(NacmRules::children).toList()
                : List.of();
    }

    private static Set<String> strings(Map<String, DataContainerChild> in, String leafList) {
        return in.get(leafList) instanceof LeafSetNode<?> set
                ? set.body().stream().map(e -> e.body().toString()).collect(Collectors.toSet())
                : Set.of();
    }

    private static Map<String, Set<String>> groups(Map<String, DataContainerChild> top) {
        Map<String, Set<String>> byUser = new java.util.HashMap<>();
        if (top.get("groups") instanceof ContainerNode groups) {
            for (Map<String, DataContainerChild> group : entries(children(groups), "group")) {
                String name = leaf(group, "name").orElseThrow().toString();
                strings(group, "user-name")
                        .forEach(u ->
                                byUser.computeIfAbsent(u, x -> new HashSet<>()).add(name));
            }
        }
        return byUser;
    }

    private static RuleList ruleList(Map<String, DataContainerChild> list) {
        return new RuleList(
                strings(list, "group"),
                entries(list, "rule").stream().map(NacmRules::rule).toList());
    }

    private static Rule rule(Map<String, DataContainerChild> rule) {
        return new Rule(
                leaf(rule, "module-name").map(Object::toString).orElse("*"),
                leaf(rule, "rpc-name").map(Object::toString),
                leaf(rule, "notification-name").map(Object::toString),
                leaf(rule, "path").map(Object::toString),
                access(rule),
                permits(leaf(rule, "action"), false));
    }

    /** A union of the wildcard and bits. */
    private static Set<Access> access(Map<String, DataContainerChild> rule) {
        Object value = leaf(rule, "access-operations").orElse("*");
        if (value.equals("*")) {
            return EnumSet.allOf(Access.class);
        }
        Iterable<?> bits = value instanceof Iterable<?> set
                ? set
                : List.of(value.toString().split(" "));
        Set<Access> access = EnumSet.noneOf(Access.class);
        bits.forEach(b -> access.add(Access.valueOf(b.toString().toUpperCase(Locale.ROOT))));
        return access;
    }

    /** The rules that apply to a user, in their order; a user in no group has only those for everybody. */
    List<Rule> rulesOf(String user) {
        Set<String> mine = groups.getOrDefault(user, Set.of());
        List<Rule> rules = new ArrayList<>();
        for (RuleList list : lists) {
            if (list.groups().contains("*") || list.groups().stream().anyMatch(mine::contains)) {
                rules.addAll(list.rules());
            }
        }
        return rules;
    }
}
