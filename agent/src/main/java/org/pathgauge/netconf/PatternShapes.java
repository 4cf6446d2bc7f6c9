package org.pathgauge.netconf;

import java.util.List;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Patterns;

/** How suspicious patterns look in YANG: the state of pathgauge-patterns. */
final class PatternShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-patterns";

    private PatternShapes() {}

    static Shape<Patterns> state() {
        return Shape.<Patterns>in(NS)
                .leaf("running", Patterns::running)
                .leaf("problem", p -> PathGaugeState.unlessEmpty(p.problem()))
                .leaf("intervals", p -> p.counters().intervals())
                .leaf("sources-not-noted", p -> p.counters().unnoted())
                .leaf("suspects-not-listed", p -> p.counters().unlisted())
                .leaf("unreadable", p -> p.counters().unreadable())
                .leaf("rules-refused", p -> p.counters().refusedRules())
                .list("suspect", List.of("index"), suspect(), Patterns::suspects);
    }

    private static Shape<Patterns.Suspect> suspect() {
        return Shape.<Patterns.Suspect>in(NS)
                .leaf("index", Patterns.Suspect::index)
                .leaf("kind", s -> s.kind().yangName())
                .leaf("if-index", Patterns.Suspect::ifIndex)
                .leaf("interface", Patterns.Suspect::interfaceName)
                .leaf("source", s -> AddressText.of(s.source()))
                .leaf("active", Patterns.Suspect::active)
                .leaf("value", Patterns.Suspect::value)
                .leaf("limit", Patterns.Suspect::limit)
                .leaf("first-seen", Patterns.Suspect::first)
                .leaf("last-seen", Patterns.Suspect::last)
                .leaf("rule", Patterns.Suspect::rule);
    }
}
