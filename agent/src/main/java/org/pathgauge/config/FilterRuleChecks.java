package org.pathgauge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Action;
import org.pathgauge.model.FilterRule.Ports;
import org.pathgauge.model.FilterRule.Prefix;

/** Rules on the rules of the filter: the model's {@code must} and {@code unique} statements, and that no two are about the same packets. */
final class FilterRuleChecks {
    private static final String RULE = "/pathgauge-filter:filter/rule";
    private static final List<Integer> WITH_PORTS = List.of(6, 17, 132);

    private final FilterRule rule;
    private final List<ConfigError> errors;

    private FilterRuleChecks(FilterRule rule, List<ConfigError> errors) {
        this.rule = rule;
        this.errors = errors;
    }

    /**
     * Adds what is wrong with rules.
     *
     * @param rules by rising order
     * @param known rules that are right, each for itself
     */
    static void check(List<FilterRule> rules, KnownEntries known, List<ConfigError> errors) {
        Map<FilterRule.Match, FilterRule> matches = new HashMap<>();
        Map<Long, FilterRule> orders = new HashMap<>();
        for (FilterRule rule : rules) {
            FilterRuleChecks checks = new FilterRuleChecks(rule, errors);
            if (!known.isRight(rule)) {
                checks.families();
                checks.ports();
                checks.rate();
            }
            checks.order(orders.putIfAbsent(rule.order(), rule));
            if (rule.enabled()) {
                checks.compare(matches.putIfAbsent(rule.match(), rule));
            }
        }
    }

    private void families() {
        if (rule.source().isPresent()
                && rule.destination().isPresent()
                && family(rule.source().get()) != family(rule.destination().get())) {
            must(
                    "",
                    "source-prefix is " + rule.source().get().text() + " and destination-prefix is "
                            + rule.destination().get().text()
                            + ", but no packet has addresses of two families; use one family");
        }
    }

    private static int family(Prefix prefix) {
        return prefix.address().getAddress().length;
    }

    private void ports() {
        boolean any = rule.sourcePorts().isPresent() || rule.destinationPorts().isPresent();
        if (any && !WITH_PORTS.contains(rule.protocol().orElse(-1))) {
            must("", "ports need a protocol that has ports; add protocol 6 (TCP), 17 (UDP) or 132 (SCTP)");
        }
        rule.sourcePorts().ifPresent(p -> range("source-port", p));
        rule.destinationPorts().ifPresent(p -> range("destination-port", p));
    }

    private void range(String leaf, Ports ports) {
        if (ports.last() < ports.first()) {
            must(
                    "/" + leaf + "-last",
                    leaf + "-last is " + ports.last() + ", which is below " + leaf + ", " + ports.first()
                            + "; give the lower one first");
        }
    }

    private void rate() {
        if (rule.action() == Action.RATE_LIMIT && rule.rate() == 0) {
            must("", "a rule that limits needs a rate, in packets a second; add a rate");
        }
        if (rule.action() != Action.RATE_LIMIT && rule.rate() != 0) {
            must(
                    "/rate",
                    "a rule with action " + rule.action().yangName()
                            + " has no rate; remove it or change the action to rate-limit");
        }
    }

    /** RFC 7950 section 15.1, without the trees that it wants in error-info. */
    private void order(FilterRule earlier) {
        if (earlier != null) {
            errors.add(ConfigError.notUnique(
                    path() + "/order",
                    "rule \"" + rule.name() + "\" has order " + rule.order() + ", as rule \"" + earlier.name()
                            + "\" has; give one of them another"));
        }
    }

    private void compare(FilterRule earlier) {
        if (earlier == null) {
            return;
        }
        boolean same = earlier.action() == rule.action() && earlier.rate() == rule.rate();
        errors.add(ConfigError.invalidValue(
                path(),
                "rule \"" + rule.name() + "\" is about the same packets as rule \"" + earlier.name() + "\" ("
                        + rule.matchText() + ") and "
                        + (same
                                ? "does the same; remove one"
                                : "contradicts it: " + earlier.action().yangName() + " there, "
                                        + rule.action().yangName()
                                        + " here, where it never gets a packet; remove or disable one")));
    }

    private String path() {
        return JsonPath.entry(RULE, Map.of("name", rule.name()));
    }

    private void must(String node, String message) {
        errors.add(ConfigError.mustViolation(path() + node, message));
    }
}
