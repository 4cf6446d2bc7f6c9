package org.pathgauge.snmp;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.model.AgentXState;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.Filter;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpHealth;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * What {@code snmpwalk -OQUesb} must print for a snapshot, derived from the model without any code of the views: names by
 * hand, numbers of enumerations by tables of their own.
 */
final class ExpectedWalk {
    private static final Map<ProbeState, Integer> STATES = Map.of(
            ProbeState.STARTING, 1,
            ProbeState.UP, 2,
            ProbeState.UNREACHABLE, 3,
            ProbeState.CANNOT_SEND, 4,
            ProbeState.UNRESOLVED, 5,
            ProbeState.DISABLED, 6);
    private static final List<Verdict> VERDICTS = List.of(
            Verdict.PASS_OTHER,
            Verdict.DROP_REPLY,
            Verdict.PASS_LATE,
            Verdict.PASS_DUPLICATE,
            Verdict.PASS_CORRUPT,
            Verdict.PASS_FORGED,
            Verdict.PASS_STALE,
            Verdict.PASS_FRAGMENT,
            Verdict.PASS_MALFORMED,
            Verdict.PASS_ICMP_ERROR,
            Verdict.PASS_SYN_ACK,
            Verdict.PASS_REFUSED,
            Verdict.DROP_FILTER,
            Verdict.DROP_RATE);

    private static final Map<Resource.Kind, Integer> KINDS = Map.of(
            Resource.Kind.PROBE, 1,
            Resource.Kind.INTERFACE, 2,
            Resource.Kind.TCP, 3,
            Resource.Kind.PATTERN, 4,
            Resource.Kind.FILTER_RULE, 5,
            Resource.Kind.AGENT, 6);
    private static final List<AlarmType> TYPES = List.of(
            AlarmType.PROBE_DELAY,
            AlarmType.PROBE_LOSS,
            AlarmType.PROBE_JITTER,
            AlarmType.PROBE_UNREACHABLE,
            AlarmType.SYN_FLOOD,
            AlarmType.PORT_SCAN,
            AlarmType.ICMP_FLOOD,
            AlarmType.UDP_FLOOD,
            AlarmType.KERNEL_DROPS,
            AlarmType.TCP_CONNECT_TIME,
            AlarmType.TCP_ROUND_TRIP_TIME,
            AlarmType.TCP_RETRANSMISSIONS,
            AlarmType.TCP_FAILURES);

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

    private final List<String> lines = new ArrayList<>();
    private String prefix = "";
    private String index = "";

    private ExpectedWalk() {}

    static List<String> of(Snapshot snapshot) {
        ExpectedWalk walk = new ExpectedWalk();
        walk.agent(snapshot);
        for (ProbeStats stats : snapshot.probes()) {
            walk.probe(stats);
            for (WindowLength length : WindowLength.values()) {
                stats.window(length).ifPresent(window -> walk.window(stats, window));
            }
            stats.icmpErrors().forEach(error -> walk.icmpError(stats, error));
            stats.windows().results().forEach(result -> walk.result(stats, result));
        }
        snapshot.interfaces().forEach(walk::drops);
        snapshot.alarms().forEach(walk::alarm);
        walk.alarmList(snapshot);
        snapshot.shelvedAlarms().forEach(walk::shelved);
        walk.tcp(snapshot.traffic().tcp());
        walk.kernelDrops(snapshot.traffic().drops());
        walk.filter(snapshot.traffic().filter());
        walk.agentX(snapshot.health().agentX());
        walk.patterns(snapshot.traffic().patterns());
        walk.snmp(snapshot.snmp());
        return walk.lines;
    }

    private void row(String newPrefix, Object... parts) {
        prefix = newPrefix;
        StringBuilder joined = new StringBuilder();
        for (Object part : parts) {
            joined.append('.').append(part);
        }
        index = joined.toString();
    }

    private void put(String name, Object value) {
        lines.add("pathGauge" + prefix + name + index + " = " + value);
    }

    private void delay(String name, OptionalLong nanos) {
        nanos.ifPresent(value -> delay(name, value));
    }

    private void delay(String name, long nanos) {
        put(name, BigDecimal.valueOf(nanos, 3).setScale(1, RoundingMode.HALF_UP));
    }

    /** A delay that the type holds. */
    private static long gauge(long nanos) {
        return Math.min(nanos, 0xffff_ffffL * 100);
    }

    private void number(String name, OptionalLong value) {
        value.ifPresent(v -> put(name, v));
    }

    static String time(Instant instant) {
        OffsetDateTime t = instant.atOffset(ZoneOffset.UTC);
        return "%d-%d-%d,%d:%d:%d.%d,+0:0"
                .formatted(
                        t.getYear(),
                        t.getMonthValue(),
                        t.getDayOfMonth(),
                        t.getHour(),
                        t.getMinute(),
                        t.getSecond(),
                        t.getNano() / 100_000_000);
    }

    private static int truth(boolean value) {
        return value ? 1 : 2;
    }

    private void agent(Snapshot s) {
        row("Agent", 0);
        put("SnapshotNumber", s.number());
        put("SnapshotTime", time(s.time()));
        put("Started", time(s.started()));
        put("Probes", s.probes().size());
        put("ActiveAlarms", s.alarms().stream().filter(Alarm::active).count());
        put("ProbesPerSecond", s.health().probesPerSecond());
        put("PacketsSent", s.health().packetsSent());
        put("SendErrors", s.health().sendErrors());
        delay("SendDelayMax", s.health().sendDelayMaxNanos());
        put("SamplesLost", s.health().samplesLost());
        put("IcmpErrorsLost", s.health().icmpErrorsLost());
        put("BankOverruns", s.health().bankOverruns());
        put("HistogramFull", s.health().histogramFull());
        put("HistorySlotsLost", s.health().history().slotsLost());
        put("HistoryDamages", s.health().history().damages());
        put("HistoryDamagedOctets", s.health().history().damagedBytes());
    }

    private void probe(ProbeStats stats) {
        Probe p = stats.probe();
        row("Probe", p.index());
        put("Name", p.name());
        put("Type", p.port().isPresent() ? 2 : 1);
        put("Target", p.target());
        // The fixture's addresses are written in the canonical form already.
        stats.address().ifPresent(address -> put("Address", p.target()));
        put(
                "AddressFamily",
                p.family() == Probe.AddressFamily.ANY ? 1 : p.family() == Probe.AddressFamily.IPV4 ? 2 : 3);
        put("State", STATES.get(stats.state()));
        put("StateReason", stats.stateReason());
        put("Enabled", truth(p.enabled()));
        put("Interval", p.interval().toMillis());
        put("Timeout", p.timeout().toMillis());
        put("Size", p.size());
        put("Dscp", p.dscp());
        put("Ttl", p.ttl());
        p.sourceInterface().ifPresent(name -> put("SourceInterface", name));
        p.sourceAddress().map(InetAddress::getHostAddress).ifPresent(address -> put("SourceAddress", address));
        put("Samples", truth(p.samples()));
        totals(stats.totals());
        p.port().ifPresent(port -> put("Port", port));
        put("RttHistogramSum", stats.windows().rttTotalSumNanos());
        put("IpdvHistogramSum", stats.windows().ipdvTotalSumNanos());
        total(stats, 1, stats.windows().rttTotal());
        total(stats, 2, stats.windows().ipdvTotal());
    }

    private void total(ProbeStats stats, int kind, Histogram histogram) {
        for (int i = 0; i < histogram.size(); i++) {
            row("TotalHistogram", stats.probe().index(), kind, histogram.bucketAt(i));
            bucket(histogram, i);
        }
    }

    private void totals(ProbeTotals t) {
        put("Discontinuity", time(t.discontinuity()));
        put("Sent", t.sent());
        put("Received", t.received());
        put("Late", t.late());
        put("Duplicates", t.duplicates());
        put("Corrupt", t.corrupt());
        put("Forged", t.forged());
        put("Stale", t.stale());
        put("Refused", t.refused());
        put("Reordered", t.reordered());
        put("Unsent", t.unsent());
        put("IcmpErrors", t.icmpErrors());
        put("SamplesLost", t.samplesLost());
        put("RttSum", t.rttSumNanos());
        put("RttSumSquares", t.rttSumSquaresMicros2());
        delay("LastRtt", t.lastRttNanos());
        delay("Jitter", t.jitterNanos());
    }

    private void window(ProbeStats stats, Window w) {
        row("Window", stats.probe().index(), w.length().seconds());
        put("Start", time(w.start()));
        put("End", time(w.end()));
        put("Slots", w.slots());
        put("Sent", w.sent());
        put("Received", w.received());
        put("Lost", w.lost());
        put("Late", w.late());
        put("Duplicates", w.duplicates());
        put("Reordered", w.reordered());
        put("Unsent", w.unsent());
        number("LossRatio", w.lossPpm());
        number("LossPeriods", w.lossPeriods());
        number("LongestLossBurst", w.longestLossBurst());
        delay("RttMin", w.rttMinNanos());
        delay("RttMax", w.rttMaxNanos());
        delay("RttMean", w.rttMeanNanos());
        delay("RttStddev", w.rttStddevNanos());
        Map<String, Window.Percentile> percentiles = Map.of(
                "P50", Window.Percentile.P50,
                "P90", Window.Percentile.P90,
                "P95", Window.Percentile.P95,
                "P99", Window.Percentile.P99,
                "P999", Window.Percentile.P999);
        percentiles.forEach((name, percentile) -> delay("Rtt" + name, w.rttPercentileNanos(percentile)));
        int bits = 0;
        for (int i = 0; i < Window.Percentile.values().length; i++) {
            bits |= w.percentileInfinite(Window.Percentile.values()[i]) ? 0x80 >> i : 0;
        }
        put("RttInfinite", "\"%02X \"".formatted(bits));
        put("IpdvPairs", w.ipdvCount());
        delay("IpdvMin", w.ipdvMinNanos());
        delay("IpdvMax", w.ipdvMaxNanos());
        delay("IpdvMeanAbs", w.ipdvMeanAbsNanos());
        delay("Jitter", w.jitterNanos());
        delay("PdvP95", w.pdvP95Nanos());
        delay("PdvMax", w.pdvMaxNanos());
        histogram(stats, w, 1, w.rtt());
        histogram(stats, w, 2, w.ipdv());
    }

    private void histogram(ProbeStats stats, Window w, int kind, Histogram histogram) {
        for (int i = 0; i < histogram.size(); i++) {
            row("Histogram", stats.probe().index(), w.length().seconds(), kind, histogram.bucketAt(i));
            bucket(histogram, i);
        }
    }

    private void bucket(Histogram histogram, int at) {
        int bucket = histogram.bucketAt(at);
        delay("LowerBound", gauge(histogram.lowerBound(bucket)));
        if (bucket < histogram.bucketCount() - 1) {
            delay("UpperBound", gauge(histogram.upperBound(bucket)));
        }
        put("Count", histogram.countAt(at));
    }

    private void icmpError(ProbeStats stats, IcmpError e) {
        byte[] sender = e.sender().getAddress();
        List<Object> parts = new ArrayList<>(List.of(stats.probe().index()));
        parts.add(sender.length);
        for (byte octet : sender) {
            parts.add(octet & 0xff);
        }
        parts.add(e.type());
        parts.add(e.code());
        row("IcmpError", parts.toArray());
        put("Sender", sender.length == 4 ? e.sender().getHostAddress() : "2001:db8::ffff");
        put("Count", e.count());
        put("Last", time(e.last()));
    }

    private void result(ProbeStats stats, ProbeResult r) {
        row("Result", stats.probe().index(), r.sequence());
        put("Time", time(r.sent()));
        put(
                "Outcome",
                Map.of(
                                ProbeResult.Outcome.RECEIVED, 1,
                                ProbeResult.Outcome.LATE, 2,
                                ProbeResult.Outcome.LOST, 3)
                        .get(r.outcome()));
        delay("Rtt", r.rttNanos());
    }

    private void drops(InterfaceDrops d) {
        row("If", d.ifIndex());
        put("Name", d.name());
        put("ConfiguredHook", List.of(IngressHook.values()).indexOf(d.configuredHook()) + 1);
        Optional<Integer> hook =
                d.hook().map(h -> List.of(InterfaceDrops.Hook.values()).indexOf(h) + 2);
        put("Hook", hook.orElse(1));
        put("Problem", d.problem());
        put("Discontinuity", time(d.discontinuity()));
        put("DroppedPackets", d.droppedPackets());
        put("DroppedOctets", d.droppedOctets());
        put("PassedPackets", d.passedPackets());
        put("PassedOctets", d.passedOctets());
        put("Stamped", d.stamped());
        put("EgressForged", d.egressForged());
        put("EgressUnknown", d.egressUnknown());
        for (int reason = 1; reason <= VERDICTS.size(); reason++) {
            Verdict verdict = VERDICTS.get(reason - 1);
            row("Verdict", d.ifIndex(), reason);
            put("Action", verdict.drop() ? 2 : 1);
            put("Packets", d.count(verdict).packets());
            put("Octets", d.count(verdict).octets());
        }
    }

    private void alarm(Alarm a) {
        row("Alarm", a.id());
        a.probeName().ifPresent(name -> {
            put("ProbeIndex", a.resource().index().getAsInt());
            put("ProbeName", name);
        });
        a.threshold().ifPresent(t -> {
            put("ThresholdName", t.name());
            put("Metric", List.of(Threshold.Metric.values()).indexOf(t.metric()) + 1);
            put("Window", t.window().seconds());
            put("Rising", inUnit(a, t.rising()));
            put("Falling", inUnit(a, t.falling()));
            put("Consecutive", t.consecutive());
        });
        put("Severity", List.of(Severity.values()).indexOf(a.severity()) + 1);
        put("State", a.active() ? 2 : 1);
        a.value().ifPresent(value -> put("Value", inUnit(a, value)));
        put("RaisedTime", time(a.raised()));
        a.cleared().ifPresent(cleared -> put("ClearedTime", time(cleared)));
        put("Changes", a.changes());
        put("Text", a.text());
        put("ResourceKind", KINDS.get(a.resource().kind()));
        put("ResourceName", a.resource().name());
        a.resource().index().ifPresent(i -> put("ResourceIndex", i));
        put("TypeId", TYPES.indexOf(a.type()) + 1);
        put("Qualifier", a.qualifier());
        put("Unit", List.of(AlarmUnit.values()).indexOf(a.unit()) + 1);
        a.limit().ifPresent(limit -> put("Limit", inUnit(a, limit)));
        put("CreatedTime", time(a.created()));
        put("OperatorState", List.of(OperatorState.values()).indexOf(a.operatorState()) + 1);
    }

    private void shelved(Alarm a) {
        row("Shelved", a.id());
        put("Shelf", a.shelf().orElseThrow());
        put("ResourceKind", KINDS.get(a.resource().kind()));
        put("ResourceName", a.resource().name());
        put("TypeId", TYPES.indexOf(a.type()) + 1);
        put("Qualifier", a.qualifier());
        put("Severity", List.of(Severity.values()).indexOf(a.severity()) + 1);
        put("State", a.active() ? 2 : 1);
        put("ChangedTime", time(a.lastChanged()));
        put("Text", a.text());
        put("OperatorState", List.of(OperatorState.values()).indexOf(a.operatorState()) + 1);
    }

    private void alarmList(Snapshot s) {
        row("AlarmList", 0);
        put("Shelved", s.shelvedAlarms().size());
        put("Refused", s.alarmsRefused());
        for (Severity severity : Severity.values()) {
            List<Alarm> own =
                    s.alarms().stream().filter(a -> a.severity() == severity).toList();
            long raised = own.stream().filter(Alarm::active).count();
            row("AlarmSummary", severity.ordinal() + 1);
            put("Total", own.size());
            put("NotCleared", raised);
            put("Cleared", own.size() - raised);
            put(
                    "NotClearedNotClosed",
                    own.stream()
                            .filter(a -> a.active() && a.operatorState() != OperatorState.CLOSED)
                            .count());
        }
    }

    private static long inUnit(Alarm alarm, long value) {
        return alarm.unit() == AlarmUnit.NANOSECONDS ? Math.round(value / 100.0) : value;
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

    private void agentX(AgentXState a) {
        row("AgentX", 0);
        put("Status", a.status().ordinal() + 1);
        put("Master", a.master());
        a.since().ifPresent(time -> put("Since", time(time)));
        put("LastError", a.lastError());
        put("Sessions", a.sessions());
        put("Requests", a.requests());
        put("RefusedSubtrees", a.refused());
        put("Queued", a.queued());
        put("Sent", a.sent());
        put("Failed", a.failed());
        put("Dropped", a.dropped());
    }

    private void snmp(SnmpHealth s) {
        row("Snmp", 0);
        put("WrongCredentials", s.faults().total());
        put("Unanswered", s.faults().unanswered());
        put("NotificationsDamped", s.damped());
        put("NotificationsLogged", s.logged());
        put("NotificationsBumped", s.bumped());
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
