package org.pathgauge.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.filter.Rules.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Ports;

/** Rules that never match are found, and only those, without asking each rule about each. */
class ShadowsTest {
    private static final int TCP = 6;
    private static final int ROUNDS = 100;
    private static final int RULES = 40;

    private final Random random = new Random(5);

    @Test
    void whatAComparisonOfAllPairsFinds() {
        for (int round = 0; round < ROUNDS; round++) {
            List<FilterRule> rules = new ArrayList<>();
            for (int order = 1; order <= RULES; order++) {
                rules.add(any(order));
            }
            Set<String> expected = new HashSet<>();
            for (int i = 0; i < RULES; i++) {
                FilterRule rule = rules.get(i);
                if (rules.subList(0, i).stream().anyMatch(other -> covers(other, rule))) {
                    expected.add(rule.name());
                }
            }
            var covered = Shadows.of(rules);
            assertEquals(expected, covered.keySet());
            covered.forEach((name, by) -> {
                FilterRule rule = rules.stream()
                        .filter(r -> r.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                assertTrue(by.order() < rule.order() && covers(by, rule), by + " does not cover " + rule);
            });
        }
    }

    private FilterRule any(int order) {
        Rules rule = rule("r" + order, order).protocol(TCP);
        if (random.nextBoolean()) {
            rule.from(random.nextBoolean() ? "10.0.0.0/8" : "10." + random.nextInt(2) + ".0.0/16");
        }
        switch (random.nextInt(3)) {
            case 0 -> rule.ports(port(), 7);
            case 1 -> rule.ports(3, 3 + port());
            default -> {
                // any
            }
        }
        switch (random.nextInt(4)) {
            case 0 -> rule.sourcePorts(port(), 7);
            case 1 -> rule.sourcePorts(5, 5);
            case 2 -> rule.sourcePorts(0, 65_535);
            default -> {
                // any
            }
        }
        return rule.drop();
    }

    private int port() {
        return random.nextInt(8);
    }

    private static boolean covers(FilterRule other, FilterRule rule) {
        boolean source = other.source().isEmpty()
                || rule.source().filter(p -> other.source().get().holds(p)).isPresent();
        return source
                && covers(other.sourcePorts(), rule.sourcePorts())
                && covers(other.destinationPorts(), rule.destinationPorts());
    }

    private static boolean covers(Optional<Ports> outer, Optional<Ports> inner) {
        return outer.isEmpty() || inner.filter(p -> outer.get().holds(p)).isPresent();
    }

    /** Done by pairs this would be fifty million comparisons, each second that the rules change. */
    @Test
    void tenThousandRulesForAPortEachAreNotComparedInPairs() {
        List<FilterRule> rules = new ArrayList<>(IntStream.range(1, 10_000)
                .mapToObj(port ->
                        rule("r" + port, port).protocol(TCP).ports(port, port).drop())
                .toList());
        rules.add(rule("all", 10_000).protocol(TCP).ports(1, 9999).drop());
        rules.add(rule("never", 10_001).protocol(TCP).ports(17, 18).drop());
        var covered = Shadows.of(rules);
        assertEquals(Set.of("never"), covered.keySet());
        assertEquals("all", covered.get("never").name());
    }
}
