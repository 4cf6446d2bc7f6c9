package org.pathgauge.drops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.abi.DropsAbiLayout;
import org.pathgauge.drops.KernelCounters.RootQueue;
import org.pathgauge.model.KernelDrops.Reason;
import org.pathgauge.model.KernelDrops.Statistic;

/** Names and counters as kernel and drivers give them. */
class CountersTest {
    private static RootQueue queue(int handle, int dropped) {
        return new RootQueue(handle, "tbf", dropped, 0, 0, 0, 0);
    }

    @Test
    void aQueueCountsOnWhenItsCounterWrapsOrBeginsAnew() {
        QueueTotals totals = new QueueTotals();
        assertEquals(0xffff_fff0L, totals.tick(queue(1, -16)).dropped());
        assertEquals(0x1_0000_0004L, totals.tick(queue(1, 4)).dropped(), "through the end");
        assertEquals(0x1_0000_0006L, totals.tick(queue(2, 2)).dropped(), "another discipline");
        assertEquals(0x1_0000_0007L, totals.tick(queue(2, 1)).dropped(), "made anew with the same handle");
    }

    @Test
    void driversNamesOfQueuesAreOne() {
        assertEquals("rx_queue_*_xdp_drops", DriverNames.general("rx_queue_12_xdp_drops"));
        assertEquals("rx*_xdp_drop", DriverNames.general("rx0_xdp_drop"));
        assertEquals("queue_*_rx_xdp_drop", DriverNames.general("queue_3_rx_xdp_drop"));
        assertEquals("[*]: rx_errors", DriverNames.general("[7]: rx_errors"));
        assertEquals("tx-*.tx_dropped", DriverNames.general("tx-5.tx_dropped"));
        assertEquals("rx_64_byte_errors", DriverNames.general("  rx_64_byte_errors"));
        assertEquals("rx_csum_err_l4", DriverNames.general("rx_csum_err_l4"));
    }

    @Test
    void statisticsAreChosenByNameAndAddedUpOverQueues() {
        DriverNames names = new DriverNames(List.of(
                "peer_ifindex", "rx_queue_0_drops", "rx_queue_0_xdp_tx", "rx_queue_1_drops", "rx_bytes", "tx_errors"));
        assertEquals(
                List.of(
                        new Statistic(2, "rx_queue_*_drops", 44),
                        new Statistic(3, "rx_queue_*_xdp_tx", 3),
                        new Statistic(6, "tx_errors", 6)),
                names.statistics(new long[] {1, 2, 3, 42, 5, 6}));
        DriverNames many = new DriverNames(
                IntStream.range(0, 1000).mapToObj(i -> "drop_a" + i).toList());
        assertEquals(DriverNames.MOST, many.statistics(new long[1000]).size());
    }

    @Test
    void reasonsAreNamedWhateverTheKernelNumbersThem() {
        ReasonNames names = ReasonNames.of(
                Map.of(
                        "SKB_NOT_DROPPED_YET", 0L,
                        "SKB_DROP_REASON_NO_SOCKET", 3L,
                        "SKB_DROP_REASON_TCP_OLD_DATA", 33L,
                        "SKB_DROP_REASON_SUBSYS_MASK", 0xffff0000L),
                Map.of("SKB_DROP_REASON_SUBSYS_CORE", 0L, "SKB_DROP_REASON_SUBSYS_OPENVSWITCH", 2L),
                Map.of("__RX_DROP_UNUSABLE", 0x10001L));
        int reason = DropsAbiLayout.REASON;
        int group = DropsAbiLayout.REASON_GROUP;
        assertEquals(new Reason(3, "NO_SOCKET", false, 7), names.reason(reason, 3, 7));
        assertEquals(new Reason(0x40000003, "NO_SOCKET_GROUP", true, 7), names.reason(group, 3, 7));
        assertEquals(names.reason(reason, 33, 7), names.reason(group, 33, 7), "benign anyway: one row");
        assertEquals(new Reason(0x10001, "RX_DROP_UNUSABLE", false, 1), names.reason(reason, 0x10001, 1));
        assertEquals("OPENVSWITCH_3", names.reason(reason, 0x20003, 1).name());
        assertEquals("SUBSYSTEM_9_4", names.reason(reason, 0x90004, 1).name());
        assertEquals("REASON_200", names.reason(reason, 200, 1).name());
        assertEquals("OTHER", names.reason(reason, DropsAbiLayout.OTHER, 1).name());
        assertEquals(
                "NOT_SPECIFIED",
                names.reason(reason, DropsAbiLayout.UNSPECIFIED, 1).name());
        assertEquals(
                "PATHGAUGE_FILTER",
                names.reason(DropsAbiLayout.OWN, DropsAbiLayout.OWN_FILTER, 1).name());
    }

    /** A list of names that no kernel has would mark nothing. */
    @Test
    void thisKernelHasMostOfTheBenignReasons() {
        Set<String> unknown = new TreeSet<>(BenignReasons.ALWAYS);
        unknown.addAll(BenignReasons.TO_GROUPS);
        Set<String> known = ReasonNames.ofKernel().known();
        assertTrue(known.contains("NO_SOCKET"), known.toString());
        unknown.removeAll(known);
        assertTrue(unknown.size() <= 8, "misspelt, or newer than this kernel: " + unknown);
    }
}
