package org.pathgauge.snmp.mib;

import java.util.List;

/** pathGaugeFilterState: the faults of the filter. */
final class FilterGroup extends ScalarGroup {
    FilterGroup() {
        super(
                PathGaugeMib.oid(1, 7, 1),
                List.of(new Scalar(
                        1,
                        "pathGaugeFilterProblem",
                        reading -> Values.text(
                                reading.snapshot().traffic().filter().problem()))));
    }
}
