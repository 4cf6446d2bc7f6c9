package org.pathgauge.snmp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.AgentXState;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpHealth;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/**
 * What {@code snmpwalk -OQUesb} must print for a snapshot, derived from the model without any code of the views: names by
 * hand, numbers of enumerations by tables of their own.
 */
final class ExpectedWalk extends ExpectedLines {
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
        walk.agentX(snapshot.health().agentX());
        walk.snmp(snapshot.snmp());
        walk.lines.addAll(ExpectedTraffic.of(snapshot.traffic()));
        return walk.lines;
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
}
