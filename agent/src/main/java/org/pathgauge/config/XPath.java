package org.pathgauge.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An XPath 1.0 expression with the context of RFC 7950 section 6.4, evaluated on a data tree.
 *
 * <p>Small and of our own, because the JDK's evaluator copies the whole document for each expression, and yangtools has
 * none. Axes following, preceding, namespace and variables are not there: data trees have no use for them.
 */
public final class XPath {
    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,30}");

    /** No double has as many, and each comparison reads them all. */
    private static final int MOST_DIGITS = 400;

    private final Expr root;

    private XPath(Expr root) {
        this.root = root;
    }

    /**
     * Parses an expression.
     *
     * @param prefixes finds the namespace of a prefix; of the empty one for names without: an empty answer to that
     *     means every namespace
     * @throws IllegalArgumentException saying what is wrong with it and where
     */
    public static XPath parse(String text, Prefixes prefixes) {
        return new XPath(new XPathParser(text, prefixes).parse());
    }

    /** Finds namespaces. */
    @FunctionalInterface
    public interface Prefixes {
        /** The namespace that a prefix stands for; empty when it stands for none. */
        Optional<String> namespace(String prefix);
    }

    /** The value as a boolean (section 4.3). */
    public boolean test(XPathNode context) {
        return bool(root.eval(new Context(context, context, 1, 1)));
    }

    /**
     * The selected nodes.
     *
     * @throws IllegalArgumentException when the value is no node-set
     */
    public List<XPathNode> select(XPathNode context) {
        if (root.eval(new Context(context, context, 1, 1)) instanceof Nodes nodes) {
            return nodes.list();
        }
        throw new IllegalArgumentException("the expression selects no nodes");
    }

    /** Where an expression is evaluated; current is what current() gives (RFC 7950 section 10.1.1). */
    record Context(XPathNode node, XPathNode current, int position, int size) {}

    /** A node-set in document order, or in that of a reverse axis. */
    record Nodes(List<XPathNode> list) {}

    /** A part of an expression; its value is a Boolean, Double, String or Nodes. */
    interface Expr {
        Object eval(Context c);
    }

    /** A text between quotation marks. */
    record Literal(String value) implements Expr {
        @Override
        public Object eval(Context c) {
            return value;
        }
    }

    record Equality(Expr left, Expr right) implements Expr {
        @Override
        public Object eval(Context c) {
            return compare("=", left.eval(c), right.eval(c), c.node());
        }
    }

    record And(Expr left, Expr right) implements Expr {
        @Override
        public Object eval(Context c) {
            c.node().worked(1);
            return bool(left.eval(c)) && bool(right.eval(c));
        }
    }

    /** Whether a step takes a node by its name. */
    record NameTest(Optional<String> namespace, String local) {
        boolean matches(XPathNode node) {
            return (local.equals("*") || local.equals(node.local()))
                    && !node.local().isEmpty()
                    && namespace.map(n -> n.equals(node.namespace())).orElse(true);
        }
    }

    /**
     * One step of a location path.
     *
     * @param test of the name; empty for node()
     * @param known leafs that the leading predicates compare with a text, by local name
     */
    record Step(String axis, Optional<NameTest> test, List<Expr> predicates, Map<String, String> known) {
        Step(String axis, Optional<NameTest> test, List<Expr> predicates) {
            this(axis, test, predicates, known(predicates));
        }

        private static Map<String, String> known(List<Expr> predicates) {
            Map<String, String> known = new HashMap<>();
            for (Expr predicate : predicates) {
                if (!collect(predicate, known)) {
                    break;
                }
            }
            return Map.copyOf(known);
        }

        private static boolean collect(Expr predicate, Map<String, String> known) {
            return switch (predicate) {
                case And and -> collect(and.left(), known) && collect(and.right(), known);
                case Equality(Path path, Literal text)
                when path.isChild() ->
                    known.putIfAbsent(
                                    path.steps().getFirst().test().orElseThrow().local(), text.value())
                            == null;
                default -> false;
            };
        }

        List<XPathNode> from(XPathNode node, XPathNode current) {
            List<XPathNode> found = new ArrayList<>();
            node.visited();
            axis(node, found);
            found.forEach(XPathNode::visited);
            test.ifPresent(t -> found.removeIf(n -> !t.matches(n)));
            return filter(found, predicates, current);
        }

        private void axis(XPathNode node, List<XPathNode> to) {
            switch (axis) {
                case "child" ->
                    to.addAll(node.children(test.map(NameTest::local).orElse("*"), known));
                case "self" -> to.add(node);
                case "parent" -> node.parent().ifPresent(to::add);
                case "descendant" -> below(node, to);
                case "descendant-or-self" -> {
                    to.add(node);
                    below(node, to);
                }
                case "ancestor", "ancestor-or-self" -> {
                    Optional<? extends XPathNode> up = axis.equals("ancestor") ? node.parent() : Optional.of(node);
                    for (; up.isPresent(); up = up.get().parent()) {
                        to.add(up.get());
                    }
                }
                case "following-sibling", "preceding-sibling" -> siblings(node, to);
                case "attribute" -> {
                    // Nodes of data trees have no attributes.
                }
                default -> throw new IllegalArgumentException("the axis " + axis + " is not supported");
            }
        }

        private static void below(XPathNode node, List<XPathNode> to) {
            for (XPathNode child : node.children()) {
                to.add(child);
                below(child, to);
            }
        }

        private void siblings(XPathNode node, List<XPathNode> to) {
            List<? extends XPathNode> all =
                    node.parent().map(XPathNode::children).orElse(List.of());
            node.worked(all.size());
            int at = all.indexOf(node);
            if (axis.startsWith("following")) {
                to.addAll(all.subList(at + 1, all.size()));
            } else {
                to.addAll(new ArrayList<XPathNode>(all.subList(0, Math.max(at, 0))).reversed());
            }
        }
    }

    static List<XPathNode> filter(List<XPathNode> nodes, List<Expr> predicates, XPathNode current) {
        List<XPathNode> left = nodes;
        for (Expr predicate : predicates) {
            List<XPathNode> kept = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                left.get(i).worked(1);
                Object value = predicate.eval(new Context(left.get(i), current, i + 1, left.size()));
                if (value instanceof Double position ? position == i + 1 : bool(value)) {
                    kept.add(left.get(i));
                }
            }
            left = kept;
        }
        return left;
    }

    /** A location path: from the root, from the context node, or from the nodes of another expression. */
    record Path(Optional<Expr> start, boolean absolute, List<Step> steps) implements Expr {
        @Override
        public Object eval(Context c) {
            List<XPathNode> nodes;
            if (start.isPresent()) {
                nodes = nodes(start.get().eval(c));
            } else {
                nodes = List.of(absolute ? root(c.node()) : c.node());
            }
            for (Step step : steps) {
                Set<XPathNode> next = new LinkedHashSet<>();
                for (XPathNode node : nodes) {
                    next.addAll(step.from(node, c.current()));
                }
                nodes = List.copyOf(next);
            }
            return new Nodes(nodes);
        }

        /** Whether this is the name of a child and nothing else. */
        boolean isChild() {
            return start.isEmpty()
                    && !absolute
                    && steps.size() == 1
                    && steps.getFirst().axis().equals("child")
                    && steps.getFirst().test().isPresent()
                    && steps.getFirst().predicates().isEmpty();
        }

        private static XPathNode root(XPathNode node) {
            XPathNode at = node;
            while (at.parent().isPresent()) {
                at = at.parent().get();
            }
            return at;
        }
    }

    static List<XPathNode> nodes(Object value) {
        if (value instanceof Nodes n) {
            return n.list();
        }
        throw new IllegalArgumentException("a node-set is needed, not " + text(value));
    }

    static boolean bool(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Double d -> d != 0 && !d.isNaN();
            case String s -> !s.isEmpty();
            case Nodes n -> !n.list().isEmpty();
            default -> throw new IllegalStateException("no XPath value: " + value);
        };
    }

    static String text(Object value) {
        return switch (value) {
            case Double d ->
                d == Math.rint(d) && Math.abs(d) < 1e15
                        ? Long.toString(d.longValue())
                        : d.isInfinite() ? (d > 0 ? "Infinity" : "-Infinity") : Double.toString(d);
            case Nodes n -> n.list().isEmpty() ? "" : n.list().getFirst().text();
            default -> value.toString();
        };
    }

    static double number(Object value) {
        return switch (value) {
            case Double d -> d;
            case Boolean b -> b ? 1 : 0;
            default -> {
                String s = text(value).strip();
                yield s.length() <= MOST_DIGITS && NUMBER.matcher(s).matches() ? Double.parseDouble(s) : Double.NaN;
            }
        };
    }

    /** A comparison (section 3.4): of a node-set, one node that fits is enough. */
    static boolean compare(String op, Object left, Object right, XPathNode at) {
        at.worked(1);
        if (left instanceof Nodes l && right instanceof Nodes r) {
            return l.list().stream()
                    .anyMatch(a -> r.list().stream().anyMatch(b -> {
                        a.visited();
                        return single(op, a.text(), b.text());
                    }));
        }
        if (left instanceof Nodes l) {
            return right instanceof Boolean
                    ? single(op, bool(left), right)
                    : l.list().stream().anyMatch(a -> single(op, a.text(), right));
        }
        if (right instanceof Nodes r) {
            return left instanceof Boolean
                    ? single(op, left, bool(right))
                    : r.list().stream().anyMatch(b -> single(op, left, b.text()));
        }
        return single(op, left, right);
    }

    private static boolean single(String op, Object a, Object b) {
        if (op.equals("=") || op.equals("!=")) {
            boolean same;
            if (a instanceof Boolean || b instanceof Boolean) {
                same = bool(a) == bool(b);
            } else if (a instanceof Double || b instanceof Double) {
                same = number(a) == number(b);
            } else {
                same = text(a).equals(text(b));
            }
            return same == op.equals("=");
        }
        Optional<Integer> exact = integers(a, b);
        double x = number(a);
        double y = number(b);
        int order = exact.orElseGet(() -> Double.compare(x, y));
        boolean comparable = exact.isPresent() || !Double.isNaN(x) && !Double.isNaN(y);
        return comparable
                && switch (op) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
    }

    /** 64-bit numbers do not fit a double; where both sides are whole numbers they are compared as such. */
    private static Optional<Integer> integers(Object a, Object b) {
        String x = text(a);
        String y = text(b);
        return WHOLE.matcher(x).matches() && WHOLE.matcher(y).matches()
                ? Optional.of(new java.math.BigInteger(x).compareTo(new java.math.BigInteger(y)))
                : Optional.empty();
    }
}
