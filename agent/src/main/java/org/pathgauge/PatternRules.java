package org.pathgauge;

import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.filter.AutomaticRules;
import org.pathgauge.model.FilterRule.Action;
import org.pathgauge.patterns.RuleMaker;

/** Fits the automatic rules of patterns to the filter. */
final class PatternRules implements RuleMaker.Filter {
    private static final int BURSTS_PER_SECOND = 10;

    private final AutomaticRules filter;

    PatternRules(AutomaticRules filter) {
        this.filter = filter;
    }

    @Override
    public Optional<String> put(RuleMaker.Rule rule) {
        boolean limit = rule.action() == Action.RATE_LIMIT;
        return filter.put(new AutomaticRules.Wanted(
                rule.name(),
                rule.source(),
                OptionalInt.of(rule.protocol()),
                Optional.of(rule.interfaceName()),
                rule.action(),
                limit ? rule.rate() : 0,
                limit ? Math.max(1, rule.rate() / BURSTS_PER_SECOND) : 0,
                rule.lifetime()));
    }

    @Override
    public void remove(String name) {
        filter.remove(name);
    }
}
