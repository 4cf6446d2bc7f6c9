package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pathgauge.config.XPathNode;

/**
 * A node of a lazy data tree as XPath sees it. Unlike the tree it stays, so that the same node is always the same object;
 * only what an expression looks at is made.
 */
final class TreeXPathNode implements XPathNode {

    /** Looks at a node, on the average of the most nodes that there may be: predicates look at many again and again. */
    private static final int LOOKS = 8;

    /** Counts the nodes that one request makes, and how often it looks at one. */
    static final class Budget {
        private final int most;
        private int left;
        private long looks;

        Budget(int most) {
            this.most = most;
            this.left = most;
            this.looks = (long) LOOKS * most;
        }

        private void take() {
            if (--left < 0) {
                throw new Exhausted("The expression looks at more than " + most + " nodes");
            }
        }

        private void work(long units) {
            looks -= units;
            if (looks < 0) {
                throw new Exhausted(
                        "The expression looks at nodes, compares or reads texts more than " + LOOKS * most + " times");
            }
        }
    }

    /** An expression looks at more nodes than one request may keep. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Exhausted(String why) {
            super(why, null, false, false);
        }
    }

    private final Optional<TreeXPathNode> parent;
    private final Node node;
    private final List<Name> keys;
    private final Budget budget;
    private List<Members> members;

    private TreeXPathNode(Optional<TreeXPathNode> parent, Node node, List<Name> keys, Budget budget) {
        budget.take();
        this.parent = parent;
        this.node = node;
        this.keys = keys;
        this.budget = budget;
    }

    /** The root of a tree, which has no name in XPath. */
    static TreeXPathNode root(Node.Branch root, Budget budget) {
        return new TreeXPathNode(Optional.empty(), root, List.of(), budget);
    }

    /** All nodes of one name in this branch, as far as they were made. */
    private final class Members {
        private final Field field;
        private final List<TreeXPathNode> all = new ArrayList<>();
        private final Map<Map<Name, String>, TreeXPathNode> found = new HashMap<>();
        private boolean complete;

        private Members(Field field) {
            this.field = field;
        }

        private List<TreeXPathNode> all() {
            if (!complete) {
                all.clear();
                Iterator<? extends Node> nodes = field.nodes();
                while (nodes.hasNext()) {
                    Node made = nodes.next();
                    TreeXPathNode known = found.isEmpty() || !(made instanceof Node.Branch entry)
                            ? null
                            : found.get(field.keyValues(entry));
                    all.add(known != null ? known : made(made));
                }
                complete = true;
            }
            return all;
        }

        private List<TreeXPathNode> with(Map<String, String> leafs) {
            Map<Name, String> values = new HashMap<>();
            field.keys().forEach(k -> Optional.ofNullable(leafs.get(k.local())).ifPresent(v -> values.put(k, v)));
            if (complete
                    || field.keys().isEmpty()
                    || values.size() < field.keys().size()) {
                return all();
            }
            TreeXPathNode known = found.get(values);
            if (known != null) {
                return List.of(known);
            }
            return field.find(values)
                    .map(entry -> {
                        TreeXPathNode made = made(entry);
                        found.put(values, made);
                        all.add(made);
                        return List.of(made);
                    })
                    .orElse(List.of());
        }

        private TreeXPathNode made(Node of) {
            return new TreeXPathNode(Optional.of(TreeXPathNode.this), of, field.keys(), budget);
        }
    }

    private List<Members> members() {
        if (members == null) {
            members = node instanceof Node.Branch branch
                    ? branch.fields().stream().map(Members::new).toList()
                    : List.of();
        }
        return members;
    }

    Node node() {
        return node;
    }

    /** Names of the keys, when this is an entry of a list. */
    List<Name> keys() {
        return keys;
    }

    /** Children made so far that pass a test, in document order. */
    List<TreeXPathNode> made(java.util.function.Predicate<TreeXPathNode> test) {
        return members().stream().flatMap(m -> m.all.stream()).filter(test).toList();
    }

    @Override
    public Optional<TreeXPathNode> parent() {
        return parent;
    }

    @Override
    public String namespace() {
        return parent.isEmpty() ? "" : node.name().namespace();
    }

    @Override
    public String local() {
        return parent.isEmpty() ? "" : node.name().local();
    }

    @Override
    public List<TreeXPathNode> children() {
        return children("*", Map.of());
    }

    @Override
    public List<TreeXPathNode> children(String local, Map<String, String> leafs) {
        List<TreeXPathNode> children = new ArrayList<>();
        for (Members m : members()) {
            if (local.equals("*") || local.equals(m.field.name().local())) {
                children.addAll(m.with(leafs));
            }
        }
        return children;
    }

    @Override
    public void visited() {
        budget.work(1);
    }

    @Override
    public void worked(long units) {
        budget.work(units);
    }

    @Override
    public String text() {
        visited();
        return node instanceof Node.Leaf leaf
                ? Values.text(leaf.value())
                : children().stream().map(XPathNode::text).collect(Collectors.joining());
    }
}
