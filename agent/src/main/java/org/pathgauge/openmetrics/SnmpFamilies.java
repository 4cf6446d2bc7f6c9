package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pathgauge.model.SnmpHealth;
import org.pathgauge.model.SnmpTarget;

/** The families of SNMP: wrong credentials, and notifications by target. */
final class SnmpFamilies {
    private static final String PREFIX = "pathgauge_snmp_";
    private static final String TARGET = PREFIX + "target_";

    static final List<Family> ALL = List.of(
            counter(
                    "wrong_credentials",
                    "Messages with wrong credentials.",
                    s -> s.faults().total()),
            counter(
                    "unanswered_wrong_credentials",
                    "Of these, those not answered because their source had too many.",
                    s -> s.faults().unanswered()),
            counter("damped_notifications", "Notifications of alarms taken out of storms.", SnmpHealth::damped),
            counter("logged_notifications", "Notifications that the logs took.", SnmpHealth::logged),
            counter("bumped_notifications", "Entries of the logs that went to make room.", SnmpHealth::bumped),
            Family.stateSet(
                    TARGET + "state",
                    "Whether notifications get through; exactly one state is 1.",
                    s -> s.snapshot().snmp().targets().stream()
                            .map(SnmpFamilies::states)
                            .toList()),
            gauge("queued", "Notifications that wait.", SnmpTarget::queued),
            target("sent", "Traps handed to the network, informs sent for the first time.", SnmpTarget::sent),
            target("acknowledged", "Informs that the receiver acknowledged.", SnmpTarget::acknowledged),
            target("retried", "How often informs were sent again.", SnmpTarget::retried),
            target("failed", "Notifications given up.", SnmpTarget::failed),
            target("dropped", "Notifications that found no room in the queue.", SnmpTarget::dropped),
            target("filtered", "Notifications kept back by filter or notify view.", SnmpTarget::filtered),
            target("damped", "Notifications taken out in pairs of a full queue.", SnmpTarget::damped));

    private SnmpFamilies() {}

    private static StateSetDataPointSnapshot states(SnmpTarget target) {
        var states = StateSetDataPointSnapshot.builder().labels(Labels.of("target", target.name()));
        for (SnmpTarget.State state : SnmpTarget.State.values()) {
            states.state(state.yangName(), state == target.state());
        }
        return states.build();
    }

    private static Family counter(String name, String help, ToDoubleFunction<SnmpHealth> value) {
        return Family.counter(
                PREFIX + name,
                help,
                (s, counts) -> counts.add(
                        Labels.EMPTY,
                        value.applyAsDouble(s.snapshot().snmp()),
                        s.snapshot().started()));
    }

    private static Family gauge(String name, String help, ToDoubleFunction<SnmpTarget> value) {
        return Family.gauge(
                TARGET + name,
                help,
                (s, points) -> s.snapshot()
                        .snmp()
                        .targets()
                        .forEach(t -> points.add(Labels.of("target", t.name()), value.applyAsDouble(t))));
    }

    private static Family target(String name, String help, ToDoubleFunction<SnmpTarget> value) {
        return Family.counter(
                TARGET + name,
                help,
                (s, counts) -> s.snapshot()
                        .snmp()
                        .targets()
                        .forEach(t -> counts.add(
                                Labels.of("target", t.name()),
                                value.applyAsDouble(t),
                                s.snapshot().started())));
    }
}
