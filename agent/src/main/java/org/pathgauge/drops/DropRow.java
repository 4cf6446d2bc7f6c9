package org.pathgauge.drops;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pathgauge.bpf.DropPrograms.Count;
import org.pathgauge.bpf.abi.DropsAbiLayout;
import org.pathgauge.collect.CounterWindows;
import org.pathgauge.model.KernelDrops.Link;
import org.pathgauge.model.KernelDrops.OfInterface;
import org.pathgauge.model.KernelDrops.Queue;
import org.pathgauge.model.KernelDrops.Reason;
import org.pathgauge.model.KernelDrops.Statistic;
import org.pathgauge.model.KernelDrops.Window;
import org.pathgauge.model.KernelDrops.XdpAction;
import org.pathgauge.model.KernelDrops.XdpException;
import org.pathgauge.model.WindowLength;

/** What is known of one interface's drops, kept from tick to tick. */
final class DropRow {
    private String name;
    private Instant discontinuity;
    private List<Reason> reasons = List.of();
    private List<XdpException> exceptions = List.of();
    private Optional<Link> link = Optional.empty();
    private Optional<Queue> queue = Optional.empty();
    private List<Statistic> driver = List.of();
    private final QueueTotals queueTotals = new QueueTotals();
    private final CounterWindows windows = new CounterWindows(WindowLength.MINUTES_15);

    /** @param since when nothing had been counted yet */
    DropRow(String name, Instant since) {
        this.name = name;
        this.discontinuity = since;
    }

    /**
     * Takes what the kernel programs counted.
     *
     * @param overflow packets for which there was no room with any interface
     */
    void count(Instant now, ReasonNames names, List<Count> counts, long overflow) {
        // Kinds that are shown as one, such as a reason of frames to a group and to this host, are added up.
        Map<Integer, Reason> byNumber = new TreeMap<>();
        Map<XdpAction, Long> byAction = new TreeMap<>();
        for (Count count : counts) {
            if (count.kind() == DropsAbiLayout.XDP) {
                byAction.merge(action(count.code()), count.packets(), Long::sum);
            } else {
                add(byNumber, names.reason(count.kind(), count.code(), count.packets()));
            }
        }
        if (overflow > 0) {
            add(byNumber, names.reason(DropsAbiLayout.REASON, DropsAbiLayout.OTHER, overflow));
        }
        reasons = byNumber.values().stream().filter(r -> r.packets() > 0).toList();
        exceptions = byAction.entrySet().stream()
                .map(e -> new XdpException(e.getKey(), e.getValue()))
                .toList();
        OfInterface sums = show(0);
        windows.tick(now, sums.dropped(), sums.benign());
    }

    private static void add(Map<Integer, Reason> byNumber, Reason reason) {
        byNumber.merge(
                reason.number(),
                reason,
                (a, b) -> new Reason(a.number(), a.name(), a.benign(), a.packets() + b.packets()));
    }

    /** By enum xdp_action (linux/bpf.h). */
    private static XdpAction action(int code) {
        return switch (code) {
            case 0 -> XdpAction.ABORTED;
            case 1 -> XdpAction.DROP;
            case 2 -> XdpAction.PASS;
            case 3 -> XdpAction.TX;
            case 4 -> XdpAction.REDIRECT;
            default -> XdpAction.OTHER;
        };
    }

    /** Takes what the kernel and the driver count themselves. */
    void kernel(
            Instant now,
            KernelCounters.Seen seen,
            Optional<KernelCounters.RootQueue> root,
            List<Statistic> statistics) {
        if (link.isPresent() && wentBack(link.get(), seen.counters()) || wentBack(driver, statistics)) {
            discontinuity = now;
        }
        name = seen.name();
        link = Optional.of(seen.counters());
        queue = root.map(queueTotals::tick);
        driver = statistics;
    }

    private static boolean wentBack(Link before, Link after) {
        return after.rxErrors() < before.rxErrors()
                || after.txErrors() < before.txErrors()
                || after.rxDropped() < before.rxDropped()
                || after.txDropped() < before.txDropped()
                || after.rxMissed() < before.rxMissed()
                || after.rxNoHandler() < before.rxNoHandler();
    }

    private static boolean wentBack(List<Statistic> before, List<Statistic> after) {
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (Long.compareUnsigned(after.get(i).value(), before.get(i).value()) < 0) {
                return true;
            }
        }
        return false;
    }

    private List<Window> shownWindows() {
        return windows.windows().stream()
                .map(w -> new Window(
                        w.length(),
                        w.start(),
                        w.end(),
                        w.counts().get(0),
                        w.counts().get(1)))
                .toList();
    }

    OfInterface show(int ifIndex) {
        return new OfInterface(ifIndex, name, discontinuity, reasons, shownWindows(), link, queue, driver, exceptions);
    }
}
