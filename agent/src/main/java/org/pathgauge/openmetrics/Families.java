package org.pathgauge.openmetrics;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every metric family of the page, in its order. A new metric of the snapshot is written into one of the lists here. */
final class Families {
    static final List<Family> ALL = Stream.of(
                    AgentFamilies.ALL,
                    ProbeFamilies.ALL,
                    WindowFamilies.ALL,
                    InterfaceFamilies.ALL,
                    AlarmFamilies.ALL,
                    TcpFamilies.ALL,
                    DropFamilies.ALL,
                    FilterFamilies.ALL,
                    AgentXFamilies.ALL,
                    PatternFamilies.ALL,
                    SnmpFamilies.ALL)
            .flatMap(List::stream)
            .toList();

    /** Those that have samples of each probe, and can be made of some probes at a time. */
    static final Set<Family> OF_PROBES = Stream.of(ProbeFamilies.ALL, WindowFamilies.ALL)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private Families() {}
}
