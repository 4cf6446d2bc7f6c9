package org.pathgauge;

import java.util.List;
import java.util.Map;
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
    public Map<String, String> put(List<RuleMaker.Rule> rules) {
        return filter.put(rules.stream().map(PatternRules::wanted).toList());
    }

    private static AutomaticRules.Wanted wanted(RuleMaker.Rule rule) {
        boolean limit = rule.action() == Action.RATE_LIMIT;
        return new AutomaticRules.Wanted(
                rule.name(),
                rule.source(),
                OptionalInt.of(rule.protocol()),
                Optional.of(rule.interfaceName()),
                rule.action(),
                limit ? rule.rate() : 0,
                limit ? Math.max(1, rule.rate() / BURSTS_PER_SECOND) : 0,
                rule.lifetime());
    }

    @Override
    public void remove(List<String> names) {
        filter.remove(names);
    }
}
