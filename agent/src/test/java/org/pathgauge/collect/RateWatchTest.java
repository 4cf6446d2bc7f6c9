package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterFixtures;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.Traffic;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.WindowLength;

class RateWatchTest {
    /** On the edge of a minute. */
    private static final Instant START = Instant.parse("2026-03-04T05:00:00Z");

    private final FilterRule rule = FilterFixtures.filter().rules().stream()
            .map(Filter.Hits::rule)
            .filter(r -> !r.automatic())
            .findFirst()
            .orElseThrow();
    private final RateWatch watch = new RateWatch();
    private Instant discontinuity = START;
    private List<Rate> rates = List.of();

    private static Threshold threshold(Metric metric) {
        return new Threshold("t", metric, WindowLength.SECONDS_10, 1, 0, 1, Severity.MINOR);
    }

    private final AlarmConfig alarms = new AlarmConfig(
            1,
            1,
            List.of(),
            Map.of("eth0", List.of(threshold(Metric.INGRESS_DROPS), threshold(Metric.XDP_EXCEPTIONS))),
            List.of(),
            Map.of(rule.name(), List.of(threshold(Metric.RULE_HITS))));

    /** In every second 5 packets dropped by the filter, 100 replies taken, 3 exceptions and 7 hits. */
    private void tick(int second) {
        InterfaceDrops eth0 = new InterfaceDrops(
                3,
                "eth0",
                IngressHook.AUTO,
                Optional.of(InterfaceDrops.Hook.TCX),
                "",
                discontinuity,
                Arrays.stream(Verdict.values())
                        .map(v -> new InterfaceDrops.Count(
                                v,
                                switch (v) {
                                    case DROP_REPLY -> 100L * second;
                                    case DROP_FILTER -> 4L * second;
                                    case DROP_RATE -> second;
                                    default -> 1_000L * second;
                                },
                                0))
                        .toList(),
                0,
                0,
                0);
        KernelDrops.OfInterface drops = new KernelDrops.OfInterface(
                3,
                "eth0",
                discontinuity,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(
                        new KernelDrops.XdpException(KernelDrops.XdpAction.ABORTED, 2L * second),
                        new KernelDrops.XdpException(KernelDrops.XdpAction.TX, second)));
        Filter filter = new Filter(
                "", List.of(new Filter.Hits(rule, "", discontinuity, 7L * second, 0, 0, 0, Optional.empty())));
        rates = watch.tick(
                Snapshot.at(1, START.plusSeconds(second), START)
                        .interfaces(List.of(eth0))
                        .traffic(new Traffic(
                                TcpTraffic.OFF, new KernelDrops(true, "", 0, List.of(drops)), filter, Patterns.OFF))
                        .build(),
                alarms);
    }

    private Optional<Long> perSecond(Metric metric) {
        return rates.stream()
                .filter(r -> r.metric() == metric)
                .flatMap(r -> r.windows().stream())
                .map(Rate.Window::perSecond)
                .findFirst();
    }

    @Test
    void countersThatThresholdsCompareHaveWindows() {
        for (int second = 5; second <= 20; second++) {
            tick(second);
        }
        assertEquals(Optional.of(5L), perSecond(Metric.INGRESS_DROPS), "without replies to probes");
        assertEquals(Optional.of(3L), perSecond(Metric.XDP_EXCEPTIONS));
        assertEquals(Optional.of(7L), perSecond(Metric.RULE_HITS));
        assertEquals(3, rates.size());
    }

    @Test
    void countersThatBeganAnewHaveNoWindowAcross() {
        for (int second = 5; second <= 20; second++) {
            tick(second);
        }
        discontinuity = START.plusSeconds(20);
        for (int second = 21; second <= 39; second++) {
            tick(second);
            assertEquals(Optional.empty(), perSecond(Metric.INGRESS_DROPS));
        }
        tick(40);
        assertEquals(Optional.of(5L), perSecond(Metric.INGRESS_DROPS));
    }
}
