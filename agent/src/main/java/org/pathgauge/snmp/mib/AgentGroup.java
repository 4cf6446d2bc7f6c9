package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Snapshot;
import org.snmp4j.smi.Variable;

/** pathGaugeAgent: the state of the agent and the faults of its measuring. */
final class AgentGroup extends ScalarGroup {

    AgentGroup() {
        super(
                PathGaugeMib.oid(1, 1),
                List.of(
                        scalar(1, "pathGaugeAgentSnapshotNumber", s -> Values.counter(s.number())),
                        scalar(2, "pathGaugeAgentSnapshotTime", s -> Values.time(s.time())),
                        scalar(3, "pathGaugeAgentStarted", s -> Values.time(s.started())),
                        scalar(
                                4,
                                "pathGaugeAgentProbes",
                                s -> Values.gauge(s.probes().size())),
                        scalar(5, "pathGaugeAgentActiveAlarms", s -> Values.gauge(active(s))),
                        scalar(
                                6,
                                "pathGaugeAgentProbesPerSecond",
                                s -> Values.gauge(s.health().probesPerSecond())),
                        scalar(
                                7,
                                "pathGaugeAgentPacketsSent",
                                s -> Values.counter(s.health().packetsSent())),
                        scalar(
                                8,
                                "pathGaugeAgentSendErrors",
                                s -> Values.counter(s.health().sendErrors())),
                        scalar(
                                9,
                                "pathGaugeAgentSendDelayMax",
                                s -> Values.delay(s.health().sendDelayMaxNanos())),
                        scalar(
                                10,
                                "pathGaugeAgentSamplesLost",
                                s -> Values.counter(s.health().samplesLost())),
                        scalar(
                                11,
                                "pathGaugeAgentIcmpErrorsLost",
                                s -> Values.counter(s.health().icmpErrorsLost())),
                        scalar(
                                12,
                                "pathGaugeAgentBankOverruns",
                                s -> Values.counter(s.health().bankOverruns())),
                        scalar(
                                13,
                                "pathGaugeAgentHistogramFull",
                                s -> Values.counter(s.health().histogramFull())),
                        scalar(
                                14,
                                "pathGaugeAgentHistorySlotsLost",
                                s -> Values.counter(s.health().history().slotsLost())),
                        scalar(
                                15,
                                "pathGaugeAgentHistoryDamages",
                                s -> Values.counter(s.health().history().damages())),
                        scalar(
                                16,
                                "pathGaugeAgentHistoryDamagedOctets",
                                s -> Values.counter(s.health().history().damagedBytes()))));
    }

    private static Scalar scalar(int id, String name, Function<Snapshot, Optional<Variable>> value) {
        return new Scalar(id, name, reading -> value.apply(reading.snapshot()));
    }

    private static long active(Snapshot snapshot) {
        return snapshot.alarms().stream().filter(Alarm::active).count();
    }
}
