package org.pathgauge.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pathgauge.config.XPath.Expr;
import org.pathgauge.config.XPath.NameTest;
import org.pathgauge.config.XPath.Nodes;
import org.pathgauge.config.XPath.Path;
import org.pathgauge.config.XPath.Step;

/** Reads an expression by the grammar of XPath 1.0 section 3, from the loosest operator to the tightest. */
final class XPathParser {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<literal>\"[^\"]*\"|'[^']*')"
            + "|(?<number>\\d+(?:\\.\\d*)?|\\.\\d+)"
            + "|(?<name>[A-Za-z_][\\w.-]*(?::(?!:)(?:[A-Za-z_][\\w.-]*|\\*))?)"
            + "|(?<symbol>::|//|\\.\\.|!=|<=|>=|[()\\[\\].@,/|+\\-=<>*]))");
    private static final List<List<String>> LEVELS = List.of(
            List.of("or"),
            List.of("and"),
            List.of("=", "!="),
            List.of("<", "<=", ">", ">="),
            List.of("+", "-"),
            List.of("*", "div", "mod"));
    private static final int MOST_DEPTH = 64;
    /** Operators one after the other are a deep expression, too. */
    private static final int MOST_TOKENS = 1_000;

    /** Long texts in an expression are read again for each node. */
    private static final int MOST_CHARACTERS = 16_384;

    private static final int SHOWN = 100;

    private final String text;
    private final XPath.Prefixes prefixes;
    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    XPathParser(String text, XPath.Prefixes prefixes) {
        this.text = text;
        this.prefixes = prefixes;
        String trimmed = text.strip();
        if (trimmed.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("an XPath expression of more than " + MOST_CHARACTERS
                    + " characters is too long; it begins with " + trimmed.substring(0, SHOWN));
        }
        Matcher m = TOKEN.matcher(trimmed);
        int end = 0;
        while (end < trimmed.length()) {
            if (!m.find(end) || m.start() != end) {
                throw error("\"" + trimmed.substring(end) + "\" cannot be read");
            }
            tokens.add(m.group().strip());
            if (tokens.size() > MOST_TOKENS) {
                throw new IllegalArgumentException("an XPath expression of more than " + MOST_TOKENS
                        + " words and signs is too long; it begins with " + trimmed.substring(0, SHOWN));
            }
            end = m.end();
        }
    }

    Expr parse() {
        Expr expr = level(0);
        if (at < tokens.size()) {
            throw error("\"" + peek() + "\" is not expected");
        }
        return expr;
    }

    private IllegalArgumentException error(String message) {
        return new IllegalArgumentException(message + " in the XPath expression " + text);
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : "";
    }

    private boolean take(String token) {
        if (peek().equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private void need(String token) {
        if (!take(token)) {
            throw error("\"" + token + "\" is expected before \"" + peek() + "\"");
        }
    }

    private Expr level(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        if (++depth > MOST_DEPTH * LEVELS.size()) {
            throw error("too deep a nesting");
        }
        Expr left = level(level + 1);
        while (LEVELS.get(level).contains(peek())) {
            String op = tokens.get(at++);
            left = binary(op, left, level(level + 1));
        }
        depth--;
        return left;
    }

    private static Expr binary(String op, Expr left, Expr right) {
        return switch (op) {
            case "or" ->
                c -> {
                    c.node().worked(1);
                    return XPath.bool(left.eval(c)) || XPath.bool(right.eval(c));
                };
            case "and" -> new XPath.And(left, right);
            case "=" -> new XPath.Equality(left, right);
            case "+" -> arithmetic(left, right, (a, b) -> a + b);
            case "-" -> arithmetic(left, right, (a, b) -> a - b);
            case "*" -> arithmetic(left, right, (a, b) -> a * b);
            case "div" -> arithmetic(left, right, (a, b) -> a / b);
            case "mod" -> arithmetic(left, right, (a, b) -> a % b);
            default -> c -> XPath.compare(op, left.eval(c), right.eval(c), c.node());
        };
    }

    private static Expr arithmetic(Expr left, Expr right, DoubleBinaryOperator op) {
        return c -> {
            c.node().worked(1);
            return op.applyAsDouble(XPath.number(left.eval(c)), XPath.number(right.eval(c)));
        };
    }

    private Expr unary() {
        if (take("-")) {
            Expr inner = unary();
            return c -> -XPath.number(inner.eval(c));
        }
        Expr left = path();
        while (take("|")) {
            Expr first = left;
            Expr second = path();
            left = c -> {
                Set<XPathNode> all = new LinkedHashSet<>(XPath.nodes(first.eval(c)));
                all.addAll(XPath.nodes(second.eval(c)));
                return new Nodes(List.copyOf(all));
            };
        }
        return left;
    }

    private Expr path() {
        if (!startsFilter()) {
            boolean absolute = peek().equals("/") || peek().equals("//");
            return new Path(Optional.empty(), absolute, steps(absolute));
        }
        Expr primary = primary();
        List<Expr> predicates = predicates();
        Expr filtered = predicates.isEmpty()
                ? primary
                : c -> new Nodes(XPath.filter(XPath.nodes(primary.eval(c)), predicates, c.current()));
        if (peek().equals("/") || peek().equals("//")) {
            return new Path(Optional.of(filtered), false, steps(true));
        }
        return filtered;
    }

    private boolean startsFilter() {
        String token = peek();
        boolean function = peek(1).equals("(") && isName(token) && !token.equals("node") && !token.equals("text");
        return token.equals("(") || function || isLiteral(token) || isNumber(token);
    }

    private static boolean isName(String token) {
        return !token.isEmpty() && (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_');
    }

    private static boolean isLiteral(String token) {
        return token.startsWith("'") || token.startsWith("\"");
    }

    private static boolean isNumber(String token) {
        return !token.isEmpty()
                && (Character.isDigit(token.charAt(0))
                        || token.length() > 1 && token.charAt(0) == '.' && Character.isDigit(token.charAt(1)));
    }

    private Expr primary() {
        String token = tokens.get(at++);
        if (token.equals("(")) {
            Expr inner = level(0);
            need(")");
            return inner;
        }
        if (isLiteral(token)) {
            return new XPath.Literal(token.substring(1, token.length() - 1));
        }
        if (isNumber(token)) {
            Double value = Double.parseDouble(token);
            return c -> value;
        }
        need("(");
        List<Expr> arguments = new ArrayList<>();
        if (!take(")")) {
            do {
                arguments.add(level(0));
            } while (take(","));
            need(")");
        }
        return XPathFunctions.call(token, arguments)
                .orElseThrow(() -> error("there is no function " + token + " of " + arguments.size() + " arguments"));
    }

    private List<Step> steps(boolean slash) {
        List<Step> steps = new ArrayList<>();
        boolean first = true;
        while (true) {
            if (slash || !first) {
                if (take("//")) {
                    steps.add(new Step("descendant-or-self", Optional.empty(), List.of()));
                } else if (!take("/")) {
                    return steps;
                }
            }
            boolean lone = first && slash && steps.isEmpty() && !startsStep();
            if (lone) {
                return steps;
            }
            steps.add(step());
            first = false;
            slash = true;
        }
    }

    private boolean startsStep() {
        String token = peek();
        return isName(token) || token.equals("*") || token.equals(".") || token.equals("..") || token.equals("@");
    }

    private Step step() {
        if (take(".")) {
            return new Step("self", Optional.empty(), predicates());
        }
        if (take("..")) {
            return new Step("parent", Optional.empty(), predicates());
        }
        String axis = "child";
        if (take("@")) {
            axis = "attribute";
        } else if (peek(1).equals("::")) {
            axis = tokens.get(at);
            at += 2;
        }
        if (!startsStep()) {
            throw error("the name of a node is expected before \"" + peek() + "\"");
        }
        String name = tokens.get(at++);
        if ((name.equals("node") || name.equals("text")) && take("(")) {
            need(")");
            if (name.equals("text")) {
                throw error("text() is not supported; compare the leaf itself");
            }
            return new Step(axis, Optional.empty(), predicates());
        }
        return new Step(axis, Optional.of(test(name)), predicates());
    }

    private NameTest test(String name) {
        int colon = name.indexOf(':');
        if (name.equals("*")) {
            return new NameTest(Optional.empty(), "*");
        }
        if (colon < 0) {
            return new NameTest(prefixes.namespace(""), name);
        }
        String prefix = name.substring(0, colon);
        String namespace =
                prefixes.namespace(prefix).orElseThrow(() -> error("the prefix " + prefix + " is not declared"));
        return new NameTest(Optional.of(namespace), name.substring(colon + 1));
    }

    private List<Expr> predicates() {
        List<Expr> predicates = new ArrayList<>();
        while (take("[")) {
            predicates.add(level(0));
            need("]");
        }
        return predicates;
    }
}
