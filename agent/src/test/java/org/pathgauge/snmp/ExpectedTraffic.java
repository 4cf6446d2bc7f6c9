package org.pathgauge.snmp;

import java.util.List;
import java.util.Map;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Traffic;
import org.pathgauge.model.Window;

/** What a walk must print of traffic that passes anyway: TCP, drops, the filter, suspicious patterns. */
final class ExpectedTraffic extends ExpectedLines {
    private static final List<KernelDrops.XdpAction> XDP_ACTIONS = List.of(
            KernelDrops.XdpAction.ABORTED,
            KernelDrops.XdpAction.DROP,
            KernelDrops.XdpAction.PASS,
            KernelDrops.XdpAction.TX,
            KernelDrops.XdpAction.REDIRECT,
            KernelDrops.XdpAction.OTHER);
    private static final Map<Integer, String> FILTER_MATCHES = Map.of(
            1, "from 2001:db8:5::/48, protocol 17, destination port 53-60, at eth1",
            2, "any",
            1_000_001, "from 198.51.100.0/24");

    private static final Map<Integer, String> SUSPECT_SOURCES =
            Map.of(1, "198.51.100.0/24", 3, "2001:db8:7::/48", 4, "::/0", 65_535, "192.0.2.0/24");

    private static final List<String> TCP_KINDS = List.of("Connect", "Rtt", "Session");
    private static final Map<Integer, String> TCP_ADDRESSES =
            Map.of(3, "192.0.2.7", 4, "198.51.100.0", 6, "2001:db8::6", 9, "2001:db8:9::");

    private ExpectedTraffic() {}

    static List<String> of(Traffic traffic) {
        ExpectedTraffic walk = new ExpectedTraffic();
        walk.tcp(traffic.tcp());
        walk.kernelDrops(traffic.drops());
        walk.filter(traffic.filter());
        walk.patterns(traffic.patterns());
        return walk.lines;
    }

    private void filter(Filter f) {
        row("Filter", 0);
        put("Problem", f.problem());
        for (Filter.Hits h : f.rules()) {
            row("FilterRule", h.rule().index());
            put("Name", h.rule().name());
            put("Order", h.rule().order());
            put("Enabled", truth(h.rule().enabled()));
            put("Action", h.rule().action().ordinal() + 1);
            put("Match", FILTER_MATCHES.get(h.rule().index()));
            put("Problem", h.problem());
            h.rule().expires().ifPresent(time -> put("Expires", time(time)));
            put("Discontinuity", time(h.discontinuity()));
            put("Matched", h.matched());
            put("MatchedOctets", h.matchedOctets());
            put("Dropped", h.dropped());
            put("DroppedOctets", h.droppedOctets());
            h.last().ifPresent(time -> put("Last", time(time)));
        }
    }

    private void patterns(Patterns p) {
        row("Patterns", 0);
        put("Running", truth(p.running()));
        put("Problem", p.problem());
        put("Intervals", p.counters().intervals());
        put("Unnoted", p.counters().unnoted());
        put("Unlisted", p.counters().unlisted());
        put("Unreadable", p.counters().unreadable());
        put("RefusedRules", p.counters().refusedRules());
        for (Patterns.Suspect s : p.suspects()) {
            row("Suspect", s.index());
            put("Kind", s.kind().ordinal() + 1);
            put("IfIndex", s.ifIndex());
            put("Interface", s.interfaceName());
            put("Source", SUSPECT_SOURCES.get(s.index()));
            put("Active", truth(s.active()));
            put("Value", s.value());
            put("Limit", s.limit());
            put("First", time(s.first()));
            put("Last", time(s.last()));
            s.rule().ifPresent(rule -> put("Rule", rule));
        }
    }

    private void tcp(TcpTraffic t) {
        row("Tcp", 0);
        put("Running", truth(t.running()));
        put("Problem", t.problem());
        if (t.running()) {
            put("Discontinuity", time(t.discontinuity()));
        }
        put("Evicted", t.evicted());
        put("Missed", t.missed());
        put("WithoutRow", t.withoutRow());
        t.peers().forEach(this::tcpPeer);
    }

    private void tcpPeer(TcpPeer p) {
        row("TcpPeer", p.index());
        put("Direction", p.direction() == TcpPeer.Direction.INBOUND ? 1 : 2);
        p.key().ifPresent(key -> {
            put("Address", TCP_ADDRESSES.get(p.index()));
            put("PrefixLength", key.prefixLength());
            put("Port", key.port());
            put("Namespace", key.namespace());
        });
        p.owner().ifPresent(owner -> {
            put("OwnerPid", owner.pid());
            put("OwnerCommand", owner.comm());
            if (!owner.unit().isEmpty()) {
                put("OwnerUnit", owner.unit());
            }
        });
        put("Discontinuity", time(p.discontinuity()));
        put("Active", p.active());
        TcpCounters t = p.totals();
        tcpCounts(t);
        put("OctetsIn", t.octetsIn());
        put("OctetsOut", t.octetsOut());
        delay("Srtt", t.srttNanos());
        List<Distribution> kinds = List.of(t.connect(), t.rtt(), t.session());
        for (int kind = 0; kind < kinds.size(); kind++) {
            put(TCP_KINDS.get(kind) + "Sum", kinds.get(kind).sumNanos());
        }
        for (int kind = 0; kind < kinds.size(); kind++) {
            Histogram histogram = kinds.get(kind).histogram();
            for (int i = 0; i < histogram.size(); i++) {
                row("TcpHistogram", p.index(), kind + 1, histogram.bucketAt(i));
                bucket(histogram, i);
            }
        }
        for (TcpWindow w : p.windows()) {
            row("TcpWindow", p.index(), w.length().seconds());
            put("Start", time(w.start()));
            put("End", time(w.end()));
            tcpCounts(w.counters());
            number("RetransmissionRatio", w.counters().retransmissionPpm());
            tcpDelays("Connect", w.counters().connect(), true);
            tcpDelays("Rtt", w.counters().rtt(), true);
            tcpDelays("Session", w.counters().session(), false);
        }
    }

    private void tcpCounts(TcpCounters c) {
        put("Opened", c.opened());
        put("Failed", c.failed());
        put("Refused", c.refused());
        put("Reset", c.reset());
        put("Closed", c.closed());
        put("SegmentsOut", c.segmentsOut());
        put("Retransmitted", c.retransmitted());
        delay("RttMin", c.rttMinNanos());
        put("ConnectSamples", c.connect().histogram().total());
        put("RttSamples", c.rtt().histogram().total());
        put("SessionSamples", c.session().histogram().total());
    }

    private void tcpDelays(String name, Distribution distribution, boolean percentiles) {
        delay(name + "Mean", distribution.meanNanos());
        if (percentiles) {
            delay(name + "P50", distribution.percentileNanos(Window.Percentile.P50));
            delay(name + "P90", distribution.percentileNanos(Window.Percentile.P90));
            delay(name + "P99", distribution.percentileNanos(Window.Percentile.P99));
        }
    }

    private void kernelDrops(KernelDrops d) {
        row("Drops", 0);
        put("Running", truth(d.running()));
        put("Problem", d.problem());
        put("Missed", d.missed());
        d.interfaces().forEach(this::kernelDrops);
    }

    private void kernelDrops(KernelDrops.OfInterface i) {
        row("DropsIf", i.ifIndex());
        put("Name", i.name());
        put("Discontinuity", time(i.discontinuity()));
        put("Dropped", i.dropped());
        put("Benign", i.benign());
        i.link().ifPresent(link -> {
            put("RxErrors", link.rxErrors());
            put("TxErrors", link.txErrors());
            put("RxDropped", link.rxDropped());
            put("TxDropped", link.txDropped());
            put("RxMissed", link.rxMissed());
            put("RxNoHandler", link.rxNoHandler());
        });
        i.queue().ifPresent(queue -> {
            put("QueueKind", queue.kind());
            put("QueueDropped", queue.dropped());
            put("QueueOverLimits", queue.overLimits());
            put("QueueRequeues", queue.requeues());
            put("QueueBacklogPackets", queue.backlogPackets());
            put("QueueBacklogOctets", queue.backlogOctets());
        });
        for (KernelDrops.Reason reason : i.reasons()) {
            row("DropsReason", i.ifIndex(), reason.number());
            put("Name", reason.name());
            put("Benign", truth(reason.benign()));
            put("Packets", reason.packets());
        }
        for (KernelDrops.Statistic statistic : i.driver()) {
            row("DropsDriver", i.ifIndex(), statistic.number());
            put("Name", statistic.name());
            put("Value", statistic.value());
        }
        for (KernelDrops.XdpException exception : i.xdpExceptions()) {
            row("DropsXdp", i.ifIndex(), XDP_ACTIONS.indexOf(exception.action()) + 1);
            put("Packets", exception.packets());
        }
        for (KernelDrops.Window window : i.windows()) {
            row("DropsWindow", i.ifIndex(), window.length().seconds());
            put("Start", time(window.start()));
            put("End", time(window.end()));
            put("Dropped", window.dropped());
            put("Benign", Math.min(window.benign(), 0xffff_ffffL));
        }
    }
}
