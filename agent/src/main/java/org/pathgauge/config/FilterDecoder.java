package org.pathgauge.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Action;
import org.pathgauge.model.FilterRule.Ports;
import org.pathgauge.model.TrafficConfig.FilterRules;

/** Decodes the rules of the filter: container {@code filter} of pathgauge-filter. */
final class FilterDecoder {
    static final String CONTAINER = "pathgauge-filter:filter";

    /** A burst is this part of a second, unless told; stated in the description of leaf burst. */
    private static final int BURSTS_PER_SECOND = 10;

    private FilterDecoder() {}

    static List<String> names(JsonFields f) {
        return f.list("rule").stream().map(r -> r.string("name")).toList();
    }

    static FilterRules decode(JsonFields f, ToIntFunction<String> index, Decoded decoded) {
        return new FilterRules(f.list("rule").stream()
                .map(r -> rule(r, index, decoded))
                .sorted(Comparator.comparingLong(FilterRule::order))
                .toList());
    }

    private static FilterRule rule(JsonFields f, ToIntFunction<String> indexes, Decoded decoded) {
        String name = f.string("name");
        int index = indexes.applyAsInt(name);
        FilterRule rule = decoded.findRule(f.object(), index).orElseGet(() -> rule(f, name, index));
        decoded.add(f.object(), rule);
        return rule;
    }

    private static FilterRule rule(JsonFields f, String name, int index) {
        long rate = f.integer("rate", 0);
        return new FilterRule(
                index,
                name,
                f.integer("order", 0),
                f.bool("enabled", Defaults.FILTER_RULE_ENABLED),
                f.optional("source-prefix").map(Prefixes::parse),
                f.optional("destination-prefix").map(Prefixes::parse),
                f.optionalInteger("protocol"),
                ports(f, "source-port"),
                ports(f, "destination-port"),
                f.optional("interface"),
                f.named("action", "", Action.values(), Action::yangName),
                rate,
                rate == 0 ? 0 : f.integer("burst", (int) Math.max(1, rate / BURSTS_PER_SECOND)),
                f.bool("force", Defaults.FILTER_RULE_FORCE),
                Optional.empty());
    }

    private static Optional<Ports> ports(JsonFields f, String leaf) {
        OptionalInt first = f.optionalInteger(leaf);
        return first.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ports(first.getAsInt(), f.integer(leaf + "-last", first.getAsInt())));
    }
}
