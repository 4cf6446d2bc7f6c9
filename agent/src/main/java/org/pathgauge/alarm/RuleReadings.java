package org.pathgauge.alarm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** What rules of the filter met against the rules' thresholds. Rules that the agent makes itself have none. */
final class RuleReadings {
    private RuleReadings() {}

    static void each(Snapshot snapshot, AlarmConfig config, Comparisons to) {
        if (config.rules().isEmpty()) {
            return;
        }
        Map<String, Rate> rates = RateReading.byName(snapshot, Threshold.Metric.RULE_HITS);
        for (Filter.Hits hits : snapshot.traffic().filter().rules()) {
            FilterRule rule = hits.rule();
            if (rule.automatic()) {
                continue;
            }
            Resource resource = new Resource(Resource.Kind.FILTER_RULE, rule.name(), OptionalInt.of(rule.index()));
            Optional<Rate> rate = Optional.ofNullable(rates.get(rule.name()));
            for (Threshold threshold : config.rules().getOrDefault(rule.name(), List.of())) {
                to.compare(
                        resource, threshold, RateReading.of(rate, threshold), rule.enabled() ? "" : "rule is disabled");
            }
        }
    }
}
