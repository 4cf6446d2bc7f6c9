package org.pathgauge.model;

import java.util.List;
import java.util.Optional;
import org.pathgauge.model.KernelDrops.Link;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Queue;
import org.pathgauge.model.KernelDrops.Reason;
import org.pathgauge.model.KernelDrops.Statistic;
import org.pathgauge.model.KernelDrops.Window;
import org.pathgauge.model.KernelDrops.XdpAction;
import org.pathgauge.model.KernelDrops.XdpException;

/** Drops for tests of views: every field with a value of its own, and rows without what not all interfaces have. */
public final class DropFixtures {
    private DropFixtures() {}

    /** An interface with everything, one with nothing, and the two that are none. */
    public static KernelDrops drops() {
        return new KernelDrops(
                true,
                "this kernel tells no reasons",
                21,
                List.of(
                        of(0, KernelDrops.NO_DEVICE_NAME, List.of(new Reason(0, "OTHER", false, 6))),
                        eth0(),
                        of(17, "wlan0", List.of()),
                        of(
                                KernelDrops.ELSEWHERE,
                                KernelDrops.ELSEWHERE_NAME,
                                List.of(new Reason(3, "NO_SOCKET", false, 8)))));
    }

    private static OfInterface of(int ifIndex, String name, List<Reason> reasons) {
        return new OfInterface(
                ifIndex,
                name,
                SnapshotFixtures.STARTED,
                reasons,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static OfInterface eth0() {
        return new OfInterface(
                2,
                "eth0",
                SnapshotFixtures.STARTED.plusSeconds(7),
                List.of(
                        new Reason(3, "NO_SOCKET", false, 5_000_000_001L),
                        new Reason(33, "TCP_OLD_DATA", true, 12),
                        new Reason(0x20003, "OPENVSWITCH_3", false, 13),
                        new Reason(0x40000003, "NO_SOCKET_GROUP", true, 14)),
                List.of(
                        window(WindowLength.SECONDS_10, 15, 16),
                        window(WindowLength.MINUTE_1, 17, 5_000_000_002L),
                        window(WindowLength.MINUTES_15, 19, 20)),
                Optional.of(new Link(31, 32, 33, 34, 35, 36)),
                Optional.of(new Queue("fq_codel", 5_000_000_003L, 42, 43, 44, 45)),
                List.of(new Statistic(4, "rx_queue_*_xdp_drops", 51), new Statistic(9, "tx_errors", 5_000_000_004L)),
                List.of(new XdpException(XdpAction.ABORTED, 61), new XdpException(XdpAction.REDIRECT, 62)));
    }

    private static Window window(WindowLength length, long dropped, long benign) {
        return new Window(
                length, SnapshotFixtures.TIME.minusSeconds(length.seconds()), SnapshotFixtures.TIME, dropped, benign);
    }
}
