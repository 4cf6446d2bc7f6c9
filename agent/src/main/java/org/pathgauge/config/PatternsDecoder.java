package org.pathgauge.config;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.Detection;
import org.pathgauge.model.Detection.Limit;
import org.pathgauge.model.Detection.Limits;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns.Kind;

/** Decodes what suspicious patterns to look for: container {@code patterns} of pathgauge-patterns. */
final class PatternsDecoder {
    private PatternsDecoder() {}

    static Detection decode(JsonFields f) {
        JsonFields syn = f.child("syn-flood");
        return new Detection(
                f.bool("enabled", Defaults.PATTERNS_ENABLED),
                Duration.ofSeconds(f.integer("interval", Defaults.PATTERNS_INTERVAL_SECONDS)),
                f.integer("clear-after", Defaults.PATTERNS_CLEAR_AFTER),
                f.integer("ipv4-prefix-length", Defaults.PATTERNS_IPV4_LENGTH),
                f.integer("ipv6-prefix-length", Defaults.PATTERNS_IPV6_LENGTH),
                f.strings("exempt-prefix").stream()
                        .map(Prefixes::parse)
                        .distinct()
                        .sorted(Comparator.comparing(FilterRule.Prefix::toString))
                        .toList(),
                limits(f),
                syn.integer("minimum-syns", Defaults.PATTERNS_MINIMUM_SYNS),
                syn.integer("incomplete-share", Defaults.PATTERNS_INCOMPLETE_SHARE),
                rule(f.child("automatic-rule")));
    }

    private static Map<Kind, Limits> limits(JsonFields f) {
        Map<Kind, Limits> limits = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            JsonFields of = f.child(kind.yangName());
            if (of.bool("enabled", Defaults.PATTERN_ENABLED)) {
                limits.put(kind, limits(kind, of));
            }
        }
        return limits;
    }

    private static Limits limits(Kind kind, JsonFields f) {
        return switch (kind) {
            case SYN_FLOOD -> limits(f, Defaults.SYN_FLOOD_LIMIT, Defaults.SYN_FLOOD_INTERFACE_LIMIT);
            case PORT_SCAN -> new Limits(limit(f, "limit", "clear-limit", Defaults.PORT_SCAN_LIMIT), Optional.empty());
            case ICMP_FLOOD -> limits(f, Defaults.ICMP_FLOOD_LIMIT, Defaults.ICMP_FLOOD_INTERFACE_LIMIT);
            case UDP_FLOOD -> limits(f, Defaults.UDP_FLOOD_LIMIT, Defaults.UDP_FLOOD_INTERFACE_LIMIT);
        };
    }

    private static Limits limits(JsonFields f, long source, long whole) {
        return new Limits(
                limit(f, "limit", "clear-limit", source),
                Optional.of(limit(f, "interface-limit", "interface-clear-limit", whole)));
    }

    private static Limit limit(JsonFields f, String name, String clearName, long fallback) {
        long raise = f.optionalLong(name).orElse(fallback);
        return new Limit(raise, f.optionalLong(clearName).orElse(raise / 2));
    }

    private static Detection.AutomaticRule rule(JsonFields f) {
        return new Detection.AutomaticRule(
                f.bool("enabled", Defaults.AUTOMATIC_RULE_ENABLED),
                f.named(
                        "action",
                        Defaults.AUTOMATIC_RULE_ACTION,
                        FilterRule.Action.values(),
                        FilterRule.Action::yangName),
                f.integer("rate", Defaults.AUTOMATIC_RULE_RATE),
                Duration.ofSeconds(f.integer("expiry", Defaults.AUTOMATIC_RULE_EXPIRY_SECONDS)),
                f.integer("max-rules", Defaults.AUTOMATIC_RULES));
    }
}
