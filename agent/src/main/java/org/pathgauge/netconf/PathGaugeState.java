package org.pathgauge.netconf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.model.Health;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpFaults;
import org.pathgauge.model.SnmpHealth;
import org.pathgauge.model.SnmpTarget;
import org.pathgauge.model.TcpTraffic;

/** How a snapshot looks in YANG: the state of the modules pathgauge-probes, -xdp, -tcp, -patterns, -alarms and -system. */
final class PathGaugeState {
    private static final String XDP = "urn:pathgauge:yang:pathgauge-xdp";
    private static final String SYSTEM = "urn:pathgauge:yang:pathgauge-system";

    /** A snapshot with its probes by name, found out when first asked for. */
    static final class View {
        private final Snapshot snapshot;
        private Map<String, ProbeStats> byName;

        View(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        private Optional<ProbeStats> probe(String name) {
            if (byName == null) {
                byName = new HashMap<>(snapshot.probes().size() * 2);
                snapshot.probes().forEach(p -> byName.put(p.probe().name(), p));
            }
            return Optional.ofNullable(byName.get(name));
        }

        private Optional<InterfaceDrops> networkInterface(String name) {
            return snapshot.interfaces().stream()
                    .filter(i -> i.name().equals(name))
                    .findFirst();
        }
    }

    private PathGaugeState() {}

    /** The content of the root. */
    static Shape<View> addTo(Shape<View> root) {
        var probes = Shape.<View>in(ProbeShapes.NS)
                .list("probe", "name", ProbeShapes.probe(), v -> v.snapshot.probes(), View::probe);
        var interfaces = Shape.<View>in(XDP)
                .list("interface", "name", networkInterface(), v -> v.snapshot.interfaces(), View::networkInterface);
        var tcp = Shape.<TcpTraffic>in(TcpShapes.NS).container("state", TcpShapes.state(), t -> t);
        var patterns = Shape.<Patterns>in(PatternShapes.NS).container("state", PatternShapes.state(), p -> p);
        var agent = Shape.<View>in(SYSTEM).container("state", agentState(), v -> v.snapshot);
        return root.container(ProbeShapes.NS, "probes", probes, v -> v)
                .container(XDP, "interfaces", interfaces, v -> v)
                .container(TcpShapes.NS, "tcp", tcp, v -> v.snapshot.traffic().tcp())
                .container(
                        PatternShapes.NS,
                        "patterns",
                        patterns,
                        v -> v.snapshot.traffic().patterns())
                .container(AlarmShapes.NS, "alarms", AlarmShapes.alarms(), v -> v.snapshot)
                .container(
                        DropShapes.NS,
                        "drops",
                        DropShapes.drops(),
                        v -> v.snapshot.traffic().drops())
                .container(
                        FilterShapes.NS,
                        "filter",
                        FilterShapes.filter(),
                        v -> v.snapshot.traffic().filter())
                .container(InterfaceShapes.NS, "interfaces", InterfaceShapes.interfaces(), v -> v.snapshot)
                .container(SYSTEM, "agent", agent, v -> v);
    }

    private static Shape<InterfaceDrops> networkInterface() {
        var reason = Shape.<InterfaceDrops.Count>in(XDP)
                .leaf("reason", c -> c.verdict().reason())
                .leaf("verdict", c -> c.verdict().drop() ? "drop" : "pass")
                .leaf("packets", InterfaceDrops.Count::packets)
                .leaf("octets", InterfaceDrops.Count::octets);
        var state = Shape.<InterfaceDrops>in(XDP)
                .leaf("if-index", InterfaceDrops::ifIndex)
                .leaf("hook", i -> i.hook().map(InterfaceDrops.Hook::yangName))
                .leaf("problem", i -> unlessEmpty(i.problem()))
                .leaf("discontinuity-time", InterfaceDrops::discontinuity)
                .leaf("dropped-packets", InterfaceDrops::droppedPackets)
                .leaf("dropped-octets", InterfaceDrops::droppedOctets)
                .leaf("passed-packets", InterfaceDrops::passedPackets)
                .leaf("passed-octets", InterfaceDrops::passedOctets)
                .list("reason", List.of("reason"), reason, InterfaceDrops::ingress)
                .leaf("egress-stamped", InterfaceDrops::stamped)
                .leaf("egress-forged", InterfaceDrops::egressForged)
                .leaf("egress-unknown", InterfaceDrops::egressUnknown);
        return Shape.<InterfaceDrops>in(XDP).leaf("name", InterfaceDrops::name).container("state", state, i -> i);
    }

    private static Shape<Snapshot> agentState() {
        var health = Shape.<Health>in(SYSTEM)
                .leaf("probes-per-second", Health::probesPerSecond)
                .leaf("packets-sent", Health::packetsSent)
                .leaf("send-errors", Health::sendErrors)
                .leaf("send-delay-max", Health::sendDelayMaxNanos)
                .leaf("samples-lost", Health::samplesLost)
                .leaf("icmp-errors-lost", Health::icmpErrorsLost)
                .leaf("bank-overruns", Health::bankOverruns)
                .leaf("histogram-full", Health::histogramFull)
                .leaf("history-slots-lost", h -> h.history().slotsLost())
                .leaf("history-damages", h -> h.history().damages())
                .leaf("history-damaged-octets", h -> h.history().damagedBytes());
        var target = Shape.<SnmpTarget>in(SYSTEM)
                .leaf("name", SnmpTarget::name)
                .leaf("state", t -> t.state().yangName())
                .leaf("queued", SnmpTarget::queued)
                .leaf("sent", SnmpTarget::sent)
                .leaf("acknowledged", SnmpTarget::acknowledged)
                .leaf("retried", SnmpTarget::retried)
                .leaf("failed", SnmpTarget::failed)
                .leaf("dropped", SnmpTarget::dropped)
                .leaf("filtered", SnmpTarget::filtered)
                .leaf("damped", SnmpTarget::damped)
                .leaf("last-error", t -> unlessEmpty(t.lastError()));
        var source = Shape.<SnmpFaults.Source>in(SYSTEM)
                .leaf("address", SnmpFaults.Source::address)
                .leaf("messages", SnmpFaults.Source::messages);
        var snmp = Shape.<SnmpHealth>in(SYSTEM)
                .leaf("wrong-credentials", s -> s.faults().total())
                .leaf("unanswered", s -> s.faults().unanswered())
                .list("source", List.of("address"), source, s -> s.faults().sources())
                .leaf("notifications-damped", SnmpHealth::damped)
                .leaf("notifications-logged", SnmpHealth::logged)
                .leaf("notifications-bumped", SnmpHealth::bumped)
                .list("target", List.of("name"), target, SnmpHealth::targets);
        return Shape.<Snapshot>in(SYSTEM)
                .leaf("snapshot-number", Snapshot::number)
                .leaf("snapshot-time", Snapshot::time)
                .leaf("started", Snapshot::started)
                .container("health", health, Snapshot::health)
                .container("agentx", AgentXShapes.state(), s -> s.health().agentX())
                .container("snmp", snmp, Snapshot::snmp);
    }

    static Optional<Object> unlessEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
