package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.MeasurementNetnsTest.await;
import static org.pathgauge.ProbeBuilder.probe;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Change;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Verdict;

/** Interfaces that come, go, are renamed and belong to somebody else. Needs root. */
class InterfaceNetnsTest {
    private static final AgentConfig NOTHING = ProbeBuilder.config(List.of(), List.of());

    private static AgentConfig watchAll(List<InterfaceConfig> named) {
        return new AgentConfig(
                NOTHING.probing(),
                List.of(),
                named,
                true,
                NOTHING.snmp(),
                NOTHING.netconf(),
                NOTHING.history(),
                NOTHING.openMetrics(),
                NOTHING.traffic(),
                NOTHING.alarms());
    }

    private static List<String> names(Snapshot snapshot) {
        return snapshot.interfaces().stream().map(InterfaceDrops::name).toList();
    }

    @Test
    void followsInterfacesAsTheyComeGoAndAreRenamed() throws Exception {
        try (PeerNetwork network = new PeerNetwork(2)) {
            network.inAgent(() -> {
                try (Measurement measurement = Measurement.start(NOTHING.probing(), Clock.systemUTC())) {
                    measurement
                            .prepare(watchAll(List.of(new InterfaceConfig("a0", IngressHook.XDP_GENERIC))))
                            .apply();
                    Snapshot first = measurement.tick();
                    assertEquals(List.of("a0", "a1"), names(first), "lo only when it is configured");
                    assertEquals(
                            List.of(Optional.of(InterfaceDrops.Hook.XDP_GENERIC), Optional.of(InterfaceDrops.Hook.TCX)),
                            first.interfaces().stream()
                                    .map(InterfaceDrops::hook)
                                    .toList());
                    network.agentIp("link", "set", "a1", "down");
                    network.agentIp("link", "set", "a1", "name", "z9");
                    network.agentIp("link", "set", "z9", "up");
                    await(measurement, "the new name", s -> names(s).equals(List.of("a0", "z9")));
                    network.agentIp("link", "del", "z9");
                    await(measurement, "the interface to go", s -> names(s).equals(List.of("a0")));
                    network.agentIp("link", "add", "n1", "type", "veth", "peer", "name", "n2");
                    network.agentIp("link", "set", "n1", "up");
                    await(measurement, "the new interface", s -> names(s).equals(List.of("a0", "n1")));
                    AgentConfig lo =
                            ProbeBuilder.config(List.of(), List.of(new InterfaceConfig("lo", IngressHook.TCX)));
                    Change change = measurement.prepare(lo);
                    change.apply();
                    assertEquals(List.of("lo"), names(measurement.tick()));
                    change.rollback();
                    assertEquals(List.of("a0", "n1"), names(measurement.tick()));
                }
            });
        }
    }

    @Test
    void leavesSomebodyElsesXdpProgramAloneAndSaysSo() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                AgentConfig native0 = ProbeBuilder.config(
                        List.of(probe(1, "10.0.0.2").build()),
                        List.of(new InterfaceConfig("a0", IngressHook.XDP_NATIVE)));
                try (Measurement owner = Measurement.start(NOTHING.probing(), Clock.systemUTC());
                        Measurement guest = Measurement.start(NOTHING.probing(), Clock.systemUTC())) {
                    owner.prepare(native0).apply();
                    guest.prepare(native0).apply();
                    InterfaceDrops theirs = guest.tick().interfaces().getFirst();
                    assertEquals(Optional.of(InterfaceDrops.Hook.TCX), theirs.hook());
                    assertTrue(theirs.problem().contains("XDP program"), theirs.problem());
                    InterfaceDrops ours = owner.tick().interfaces().getFirst();
                    assertEquals(Optional.of(InterfaceDrops.Hook.XDP_NATIVE), ours.hook());
                    // Both agents' probes are matched, each by its own program.
                    await(guest, "replies", s -> s.probes().getFirst().totals().received() >= 5);
                    await(owner, "replies", s -> s.probes().getFirst().totals().received() >= 5);
                }
            });
        }
    }

    /** With a bridge and its port both watched, each ICMP error counted twice. */
    @Test
    void anErrorThatPassesPortAndBridgeCountsOnceForTheProbe() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inPeer("sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
            network.agentIp("link", "add", "br0", "type", "bridge");
            network.agentIp("link", "set", "a0", "master", "br0");
            network.agentIp("addr", "flush", "dev", "a0");
            network.agentIp("addr", "add", "10.0.0.1/24", "dev", "br0");
            network.agentIp("link", "set", "br0", "up");
            network.agentIp("route", "add", "10.200.0.0/24", "via", "10.0.0.2");
            network.peerIp("route", "add", "10.200.0.0/24", "dev", "b0");
            network.inAgent(() -> {
                AgentConfig both = ProbeBuilder.config(
                        List.of(probe(1, "10.200.0.1")
                                .intervalMillis(100)
                                .ttl(1)
                                .build()),
                        List.of(
                                new InterfaceConfig("br0", IngressHook.TCX),
                                new InterfaceConfig("a0", IngressHook.TCX)));
                try (Measurement measurement = Measurement.start(NOTHING.probing(), Clock.systemUTC())) {
                    measurement.prepare(both).apply();
                    Snapshot seen = await(
                            measurement,
                            "ICMP errors",
                            s -> s.probes().getFirst().totals().icmpErrors() >= 10
                                    && s.interfaces().stream()
                                            .allMatch(i -> i.count(Verdict.PASS_ICMP_ERROR)
                                                            .packets()
                                                    >= 10));
                    ProbeTotals totals = seen.probes().getFirst().totals();
                    assertEquals(2, seen.interfaces().size());
                    assertTrue(totals.icmpErrors() <= totals.sent(), totals.toString());
                }
            });
        }
    }

    @Test
    void countersGoOnWhenTheHookChanges() throws Exception {
        try (PeerNetwork network = new PeerNetwork(1)) {
            network.inAgent(() -> {
                try (Measurement measurement = Measurement.start(NOTHING.probing(), Clock.systemUTC())) {
                    measurement.prepare(config(IngressHook.TCX)).apply();
                    InterfaceDrops before = await(
                                    measurement,
                                    "replies",
                                    s -> s.interfaces()
                                                    .getFirst()
                                                    .count(Verdict.DROP_REPLY)
                                                    .packets()
                                            >= 5)
                            .interfaces()
                            .getFirst();
                    measurement.prepare(config(IngressHook.XDP_GENERIC)).apply();
                    InterfaceDrops after = await(
                                    measurement,
                                    "replies at the new hook",
                                    s -> s.interfaces()
                                                    .getFirst()
                                                    .count(Verdict.DROP_REPLY)
                                                    .packets()
                                            >= before.count(Verdict.DROP_REPLY).packets() + 5)
                            .interfaces()
                            .getFirst();
                    assertEquals(Optional.of(InterfaceDrops.Hook.XDP_GENERIC), after.hook());
                    assertEquals(before.discontinuity(), after.discontinuity());
                    assertEquals(before.ifIndex(), after.ifIndex());
                }
            });
        }
    }

    private static AgentConfig config(IngressHook hook) {
        return ProbeBuilder.config(List.of(probe(1, "10.0.0.2").build()), List.of(new InterfaceConfig("a0", hook)));
    }
}
