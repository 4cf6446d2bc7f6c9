package org.pathgauge.netconf;

import java.util.List;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Filter.Hits;

/** How the filter looks in YANG: the state of pathgauge-filter. */
final class FilterShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-filter";

    private FilterShapes() {}

    /** The content of the container filter. */
    static Shape<Filter> filter() {
        var state = Shape.<Filter>in(NS)
                .leaf("problem", f -> PathGaugeState.unlessEmpty(f.problem()))
                .list("rule", List.of("index"), rule(), Filter::rules);
        return Shape.<Filter>in(NS).container("state", state, f -> f);
    }

    private static Shape<Hits> rule() {
        return Shape.<Hits>in(NS)
                .leaf("index", h -> h.rule().index())
                .leaf("name", h -> h.rule().name())
                .leaf("order", h -> h.rule().order())
                .leaf("enabled", h -> h.rule().enabled())
                .leaf("action", h -> h.rule().action().yangName())
                .leaf("match", h -> h.rule().matchText())
                .leaf("problem", h -> PathGaugeState.unlessEmpty(h.problem()))
                .leaf("expiry-time", h -> h.rule().expires())
                .leaf("discontinuity-time", Hits::discontinuity)
                .leaf("matched-packets", Hits::matched)
                .leaf("matched-octets", Hits::matchedOctets)
                .leaf("dropped-packets", Hits::dropped)
                .leaf("dropped-octets", Hits::droppedOctets)
                .leaf("last-time", Hits::last);
    }
}
