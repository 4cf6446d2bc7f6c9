package org.pathgauge.filter;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Prefix;

/**
 * The search for rules that never match, because one before them has all their packets.
 *
 * <p>Rules before are kept by their prefixes, protocol and interface, so a rule asks once for each combination of prefix
 * lengths that there is, not once for each rule; those are kept by their ports in turn.
 */
final class Shadows {
    private static final int ANY = -1;

    /** Which of its fields a rule has, and how long its prefixes are. */
    private record Shape(int family, int source, int destination, boolean protocol, boolean iface) {}

    private record Fields(
            Shape shape,
            Optional<Prefix> source,
            Optional<Prefix> destination,
            OptionalInt protocol,
            Optional<String> iface) {}

    private final Set<Shape> shapes = new LinkedHashSet<>();
    private final Map<Fields, PortRanges> before = new HashMap<>();

    /** For each rule that never matches, by its name, the rule that covers it. */
    static Map<String, FilterRule> of(List<FilterRule> inOrder) {
        Shadows shadows = new Shadows();
        Map<String, FilterRule> covered = new HashMap<>();
        for (FilterRule rule : inOrder) {
            shadows.cover(rule).ifPresent(by -> covered.put(rule.name(), by));
            Fields fields = fields(rule, shape(rule));
            shadows.shapes.add(fields.shape());
            shadows.before.computeIfAbsent(fields, f -> new PortRanges()).add(rule);
        }
        return covered;
    }

    private Optional<FilterRule> cover(FilterRule rule) {
        Shape own = shape(rule);
        for (Shape wider : shapes) {
            if (mayCover(wider, own)) {
                PortRanges others = before.get(fields(rule, wider));
                Optional<FilterRule> other = others == null ? Optional.empty() : others.holding(rule);
                if (other.isPresent()) {
                    return other;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean mayCover(Shape wider, Shape own) {
        return (wider.family() == ANY || wider.family() == own.family())
                && wider.source() <= own.source()
                && wider.destination() <= own.destination()
                && (own.protocol() || !wider.protocol())
                // A rule without an interface sees no packet that came by below, so it covers none that has one.
                && own.iface() == wider.iface();
    }

    private static Shape shape(FilterRule rule) {
        return new Shape(
                rule.source()
                        .or(rule::destination)
                        .map(p -> p.address().getAddress().length)
                        .orElse(ANY),
                rule.source().map(Prefix::length).orElse(ANY),
                rule.destination().map(Prefix::length).orElse(ANY),
                rule.protocol().isPresent(),
                rule.interfaceName().isPresent());
    }

    private static Fields fields(FilterRule rule, Shape shape) {
        return new Fields(
                shape,
                cut(rule.source(), shape.source()),
                cut(rule.destination(), shape.destination()),
                shape.protocol() ? rule.protocol() : OptionalInt.empty(),
                shape.iface() ? rule.interfaceName() : Optional.empty());
    }

    private static Optional<Prefix> cut(Optional<Prefix> prefix, int length) {
        return length == ANY ? Optional.empty() : prefix.map(p -> cut(p.address(), length));
    }

    /** The prefix of an address, with zeros behind it. */
    static Prefix cut(InetAddress address, int length) {
        return Prefix.of(address.getAddress(), length);
    }
}
