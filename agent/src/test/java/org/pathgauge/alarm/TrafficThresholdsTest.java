package org.pathgauge.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pathgauge.alarm.AlarmManager.Evaluation;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Rate;
import org.pathgauge.model.Resource;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.WindowLength;

/** Thresholds of interfaces, of rows of TCP and of rules of the filter. */
class TrafficThresholdsTest {
    private final AlarmTestbed bed = new AlarmTestbed();

    private void configure(Map<String, List<Threshold>> interfaces, Threshold... tcp) {
        bed.manager().configure(new AlarmConfig(32, 100, List.of(), interfaces, List.of(tcp), Map.of()));
    }

    private static Threshold threshold(Metric metric, long rising, long falling) {
        return AlarmTestbed.threshold(metric, WindowLength.SECONDS_10, rising, falling, 1);
    }

    private Evaluation drops(long dropped, long benign) {
        Instant end = bed.end().plusSeconds(10);
        KernelDrops.Window window =
                new KernelDrops.Window(WindowLength.SECONDS_10, end.minusSeconds(10), end, dropped, benign);
        KernelDrops.OfInterface eth0 = new KernelDrops.OfInterface(
                3,
                "eth0",
                AlarmTestbed.START,
                List.of(),
                List.of(window),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        return bed.traffic(TcpTraffic.OFF, new KernelDrops(true, "", 0, List.of(eth0)));
    }

    @Test
    void dropsOfAnInterfaceRaiseAndClear() {
        configure(Map.of("eth0", List.of(threshold(Metric.KERNEL_DROPS, 1, 0))));
        assertEquals(List.of(), drops(0, 1_000).events());
        Alarm raised = drops(1, 0).events().get(0).alarm();
        assertEquals(new Resource(Resource.Kind.INTERFACE, "eth0", OptionalInt.of(3)), raised.resource());
        assertEquals(AlarmType.KERNEL_DROPS, raised.type());
        assertEquals(OptionalLong.of(1), raised.value());
        assertEquals(
                "interface eth0, threshold t: kernel-drops 1 a second is at or above 1 a second in one window of 10s",
                raised.text());
        assertEquals(List.of(), drops(11, 0).events());
        assertFalse(drops(0, 0).events().get(0).alarm().active());
        assertEquals(OptionalLong.of(2), drops(11, 0).events().get(0).alarm().value());
        var off = bed.traffic(TcpTraffic.OFF, KernelDrops.OFF);
        assertEquals(
                "interface eth0, threshold t: cleared, drops are not watched",
                off.events().get(0).text());
        drops(11, 0);
        configure(Map.of());
        var removed = drops(11, 0);
        assertFalse(removed.events().get(0).raised());
        assertEquals(List.of(), removed.alarms());
    }

    private Evaluation tcp(long opened, long failed, long segments, long again, long connectNanos) throws Exception {
        Instant end = bed.end().plusSeconds(10);
        Distribution connect = new Distribution(
                SnapshotFixtures.histogram(Histogram.RTT_PER_OCTAVE, opened, connectNanos, connectNanos),
                opened * connectNanos);
        Distribution none = Distribution.empty(Histogram.RTT_PER_OCTAVE);
        TcpCounters counters = new TcpCounters(
                opened,
                failed,
                0,
                0,
                0,
                0,
                0,
                segments,
                again,
                OptionalLong.empty(),
                OptionalLong.empty(),
                connect,
                none,
                none);
        TcpWindow window = new TcpWindow(WindowLength.SECONDS_10, end.minusSeconds(10), end, counters);
        TcpPeer.Key key = new TcpPeer.Key(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 32, 443, 4);
        TcpPeer remainder = peer(2, Optional.empty(), counters, window);
        return bed.traffic(
                new TcpTraffic(
                        true,
                        "",
                        AlarmTestbed.START,
                        List.of(remainder, peer(7, Optional.of(key), counters, window)),
                        0,
                        0,
                        0),
                KernelDrops.OFF);
    }

    private static TcpPeer peer(int index, Optional<TcpPeer.Key> key, TcpCounters counters, TcpWindow window) {
        return new TcpPeer(
                index,
                TcpPeer.Direction.OUTBOUND,
                key,
                AlarmTestbed.START,
                0,
                counters,
                List.of(window),
                Optional.empty());
    }

    @Test
    void rowsOfTcpRaiseAndClear() throws Exception {
        configure(Map.of(), threshold(Metric.FAILED_CONNECTIONS, 100_000, 50_000));
        assertEquals(List.of(), tcp(0, 0, 0, 0, 0).events());
        var raise = tcp(8, 2, 0, 0, 0);
        assertEquals(1, raise.events().size(), "the remainder raises nothing");
        Alarm raised = raise.events().get(0).alarm();
        assertEquals(
                "outbound 192.0.2.1/32 port 443 namespace 4", raised.resource().name());
        assertEquals(OptionalInt.of(7), raised.resource().index());
        assertEquals(OptionalLong.of(200_000), raised.value());
        assertEquals(List.of(), tcp(0, 0, 0, 0, 0).events(), "without attempts the state is kept");
        assertFalse(tcp(10, 0, 0, 0, 0).events().get(0).raised());
        tcp(8, 2, 0, 0, 0);
        var gone = bed.traffic(TcpTraffic.OFF, KernelDrops.OFF);
        assertEquals(1, gone.events().size());
        assertEquals(List.of(false), gone.alarms().stream().map(Alarm::active).toList());
    }

    @Test
    void connectTimeAndRetransmissionsAreCompared() throws Exception {
        configure(Map.of(), threshold(Metric.CONNECT_P50, 50_000_000, 10_000_000));
        assertEquals(List.of(), tcp(20, 0, 0, 0, 20_000_000).events());
        assertEquals(
                AlarmType.TCP_CONNECT_TIME,
                tcp(20, 0, 0, 0, 200_000_000).events().get(0).alarm().type());
        configure(Map.of(), threshold(Metric.RETRANSMISSIONS, 10_000, 1_000));
        var other = tcp(0, 0, 1_000, 20, 0);
        assertEquals(
                List.of(false, true),
                other.events().stream().map(e -> e.raised()).toList());
        assertEquals(OptionalLong.of(20_000), other.events().get(1).alarm().value());
    }

    private Evaluation hits(FilterRule rule, long perSecond) {
        Rate rate = new Rate(
                new Resource(Resource.Kind.FILTER_RULE, rule.name(), OptionalInt.of(rule.index())),
                Metric.RULE_HITS,
                List.of(new Rate.Window(WindowLength.SECONDS_10, bed.end().plusSeconds(10), 10 * perSecond)));
        return bed.filter(
                new Filter("", List.of(new Filter.Hits(rule, "", AlarmTestbed.START, 0, 0, 0, 0, Optional.empty()))),
                List.of(rate));
    }

    private static FilterRule rule(boolean enabled) {
        return new FilterRule(
                5,
                "scanners",
                10,
                enabled,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                FilterRule.Action.DROP,
                0,
                0,
                false,
                Optional.empty());
    }

    @Test
    void hitsOfARuleRaiseAndClear() {
        bed.manager()
                .configure(new AlarmConfig(
                        32,
                        100,
                        List.of(),
                        Map.of(),
                        List.of(),
                        Map.of("scanners", List.of(threshold(Metric.RULE_HITS, 100, 50)))));
        assertEquals(List.of(), hits(rule(true), 99).events());
        Alarm raised = hits(rule(true), 100).events().get(0).alarm();
        assertEquals(new Resource(Resource.Kind.FILTER_RULE, "scanners", OptionalInt.of(5)), raised.resource());
        assertEquals(
                "filter rule scanners, threshold t: rule-hits 100 a second is at or above 100 a second in one window of"
                        + " 10s",
                raised.text());
        assertEquals(
                "filter rule scanners, threshold t: cleared, rule is disabled",
                hits(rule(false), 100).events().get(0).text());
        assertEquals(1, hits(rule(true), 100).events().size());
        var removed = bed.filter(Filter.EMPTY, List.of());
        assertEquals(
                List.of(false), removed.events().stream().map(e -> e.raised()).toList());
        assertEquals(List.of(), removed.alarms());
    }

    @Test
    void interfaceWithoutAnIngressProgramClearsTheAlarmOnItsDrops() {
        configure(Map.of("eth0", List.of(threshold(Metric.INGRESS_DROPS, 1, 0))));
        assertTrue(bed.ingress(true, 1).events().get(0).raised());
        assertEquals(List.of(), bed.ingress(true, 1).events());
        assertEquals(
                "interface eth0, threshold t: cleared, no ingress program is attached",
                bed.ingress(false, 1).events().get(0).text());
        assertTrue(bed.ingress(true, 1).events().get(0).raised());
        assertEquals(
                "interface eth0, threshold t: cleared, interface is gone",
                bed.filter(Filter.EMPTY, List.of()).events().get(0).text());
    }
}
