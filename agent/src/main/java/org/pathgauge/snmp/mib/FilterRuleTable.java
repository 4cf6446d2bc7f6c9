package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Filter.Hits;
import org.snmp4j.smi.Variable;

/** pathGaugeFilterRuleTable, by the index of a rule. */
final class FilterRuleTable extends Table<Hits> {
    FilterRuleTable() {
        super(
                PathGaugeMib.oid(1, 7, 2, 1),
                List.of(
                        column(2, "Name", h -> Values.name(h.rule().name())),
                        column(3, "Order", h -> Values.unsigned(h.rule().order())),
                        column(4, "Enabled", h -> Values.truth(h.rule().enabled())),
                        column(
                                5,
                                "Action",
                                h -> Values.integer(Codes.of(h.rule().action()))),
                        column(6, "Match", h -> Values.text(h.rule().matchText())),
                        column(7, "Problem", h -> Values.text(h.problem())),
                        column(8, "Expires", h -> h.rule().expires().flatMap(Values::time)),
                        column(9, "Discontinuity", h -> Values.time(h.discontinuity())),
                        column(10, "Matched", h -> Values.counter(h.matched())),
                        column(11, "MatchedOctets", h -> Values.counter(h.matchedOctets())),
                        column(12, "Dropped", h -> Values.counter(h.dropped())),
                        column(13, "DroppedOctets", h -> Values.counter(h.droppedOctets())),
                        column(14, "Last", h -> h.last().flatMap(Values::time))));
    }

    private static Column<Hits> column(int id, String name, Function<Hits, Optional<Variable>> value) {
        return new Column<>(id, "pathGaugeFilterRule" + name, value);
    }

    private static Filter filter(Reading reading) {
        return reading.snapshot().traffic().filter();
    }

    @Override
    protected Optional<Hits> find(Reading reading, Index index) {
        return index.size() == 1
                ? filter(reading)
                        .from(index.floor(0))
                        .filter(h -> index.is(h.rule().index()))
                : Optional.empty();
    }

    @Override
    protected Optional<Row<Hits>> after(Reading reading, Index index) {
        return filter(reading)
                .from(index.floor(0) + 1)
                .map(h -> new Row<>(new int[] {h.rule().index()}, h));
    }
}
