package org.pathgauge.config;

import java.util.List;
import java.util.Optional;
import org.pathgauge.config.XPath.Context;
import org.pathgauge.config.XPath.Expr;
import org.pathgauge.config.XPath.Nodes;

/** The core library of XPath 1.0 (section 4), and of RFC 7950 section 10 what needs no schema. */
final class XPathFunctions {
    /** Characters of an argument that cost as much as a look at a node, also by the memory that they take. */
    private static final int CHARACTERS = 4;

    /** Comparisons of characters that cost as much. */
    private static final int PAIRS = 64;

    private XPathFunctions() {}

    /** A function with its arguments; empty when there is none of that name and number. */
    static Optional<Expr> call(String name, List<Expr> a) {
        return Optional.ofNullable(
                switch (name + "/" + a.size()) {
                    case "current/0" -> c -> new Nodes(List.of(c.current()));
                    case "last/0" -> c -> (double) c.size();
                    case "position/0" -> c -> (double) c.position();
                    case "true/0" -> c -> true;
                    case "false/0" -> c -> false;
                    case "count/1" ->
                        c -> (double) XPath.nodes(a.get(0).eval(c)).size();
                    case "sum/1" ->
                        c -> XPath.nodes(a.get(0).eval(c)).stream()
                                .mapToDouble(n -> XPath.number(n.text()))
                                .sum();
                    case "not/1" -> c -> !XPath.bool(a.get(0).eval(c));
                    case "boolean/1" -> c -> XPath.bool(a.get(0).eval(c));
                    case "number/0" -> c -> XPath.number(c.node().text());
                    case "number/1" -> c -> XPath.number(a.get(0).eval(c));
                    case "floor/1" -> c -> Math.floor(XPath.number(a.get(0).eval(c)));
                    case "ceiling/1" -> c -> Math.ceil(XPath.number(a.get(0).eval(c)));
                    case "round/1" -> c -> Math.floor(XPath.number(a.get(0).eval(c)) + 0.5);
                    case "string/0" -> c -> c.node().text();
                    case "string/1" -> c -> text(a, 0, c);
                    case "string-length/0" -> c -> (double) c.node().text().length();
                    case "string-length/1" ->
                        c -> (double) text(a, 0, c).codePoints().count();
                    case "normalize-space/0" -> c -> normalized(c.node().text());
                    case "normalize-space/1" -> c -> normalized(text(a, 0, c));
                    case "starts-with/2" -> c -> text(a, 0, c).startsWith(text(a, 1, c));
                    case "contains/2" -> c -> find(text(a, 0, c), text(a, 1, c), c) >= 0;
                    case "substring-before/2" -> c -> before(text(a, 0, c), text(a, 1, c), c);
                    case "substring-after/2" -> c -> after(text(a, 0, c), text(a, 1, c), c);
                    case "substring/2" ->
                        c -> substring(text(a, 0, c), XPath.number(a.get(1).eval(c)), Double.MAX_VALUE);
                    case "substring/3" ->
                        c -> substring(
                                text(a, 0, c),
                                XPath.number(a.get(1).eval(c)),
                                XPath.number(a.get(2).eval(c)));
                    case "translate/3" -> c -> translate(text(a, 0, c), text(a, 1, c), text(a, 2, c), c);
                    case "local-name/0", "name/0" -> c -> c.node().local();
                    case "local-name/1", "name/1" ->
                        c -> first(a, c).map(XPathNode::local).orElse("");
                    case "namespace-uri/0" -> c -> c.node().namespace();
                    case "namespace-uri/1" ->
                        c -> first(a, c).map(XPathNode::namespace).orElse("");
                    case "re-match/2" -> c -> BoundedMatch.matches(text(a, 1, c), text(a, 0, c), c.node());
                    case "bit-is-set/2" ->
                        c -> first(a, c)
                                .filter(n -> List.of(n.text().split(" ")).contains(text(a, 1, c)))
                                .isPresent();
                    default ->
                        name.equals("concat") && a.size() > 1
                                ? c -> {
                                    var all = new StringBuilder();
                                    for (int i = 0; i < a.size(); i++) {
                                        all.append(text(a, i, c));
                                    }
                                    return all.toString();
                                }
                                : null;
                });
    }

    private static String text(List<Expr> a, int i, Context c) {
        String text = XPath.text(a.get(i).eval(c));
        c.node().worked(1 + text.length() / CHARACTERS);
        return text;
    }

    /** Where a text has another one: at worst each character of the one is compared with each of the other. */
    private static int find(String text, String mark, Context c) {
        c.node().worked((long) text.length() * mark.length() / PAIRS);
        return text.indexOf(mark);
    }

    private static Optional<XPathNode> first(List<Expr> a, Context c) {
        return XPath.nodes(a.getFirst().eval(c)).stream().findFirst();
    }

    private static String normalized(String text) {
        return text.strip().replaceAll("[ \\t\\r\\n]+", " ");
    }

    private static String before(String text, String mark, Context c) {
        int at = find(text, mark, c);
        return at < 0 ? "" : text.substring(0, at);
    }

    private static String after(String text, String mark, Context c) {
        int at = find(text, mark, c);
        return at < 0 ? "" : text.substring(at + mark.length());
    }

    /** Characters at positions from start on, the first being 1, with the rounding of section 4.2. */
    private static String substring(String text, double start, double length) {
        double from = Math.floor(start + 0.5);
        double to = from + Math.floor(length + 0.5);
        var part = new StringBuilder();
        for (int i = 1; i <= text.length(); i++) {
            if (i >= from && i < to) {
                part.append(text.charAt(i - 1));
            }
        }
        return part.toString();
    }

    private static String translate(String text, String from, String to, Context c) {
        c.node().worked((long) text.length() * from.length() / PAIRS);
        var out = new StringBuilder();
        for (char each : text.toCharArray()) {
            int i = from.indexOf(each);
            if (i < 0) {
                out.append(each);
            } else if (i < to.length()) {
                out.append(to.charAt(i));
            }
        }
        return out.toString();
    }
}
