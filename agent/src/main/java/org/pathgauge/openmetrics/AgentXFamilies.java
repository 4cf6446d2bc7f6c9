package org.pathgauge.openmetrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.pathgauge.model.AgentXState;
import org.pathgauge.model.AgentXState.Status;

/** The families of the session with the host's SNMP agent. */
final class AgentXFamilies {
    private static final String PREFIX = "pathgauge_agentx_";
    private static final String[] STATES =
            Arrays.stream(Status.values()).map(Status::yangName).toArray(String[]::new);

    static final List<Family> ALL = List.of(
            Family.stateSet(
                    PREFIX + "status",
                    "What the agent is doing about the host's SNMP agent.",
                    s -> List.of(new StateSetDataPointSnapshot(STATES, states(agentX(s)), Labels.EMPTY))),
            Family.gauge(
                    PREFIX + "since_timestamp",
                    Units.SECONDS,
                    "When the session began; absent when there is none.",
                    (s, points) -> agentX(s).since().ifPresent(t -> points.add(Labels.EMPTY, Units.timestamp(t)))),
            Family.info(
                    PREFIX + "last_error",
                    "Why the last attempt to connect failed, or why the last session ended.",
                    s -> agentX(s).lastError().isEmpty()
                            ? List.of()
                            : List.of(Labels.of("error", agentX(s).lastError()))),
            counter("sessions", "Sessions opened.", AgentXState::sessions),
            counter("requests", "Requests of the master answered.", AgentXState::requests),
            gauge("refused_subtrees", "Subtrees that the master refused to register.", AgentXState::refused),
            gauge("queued_notifications", "Notifications that wait for the master.", AgentXState::queued),
            counter("sent_notifications", "Notifications that the master has taken.", AgentXState::sent),
            counter("failed_notifications", "Notifications that the master has refused.", AgentXState::failed),
            counter("dropped_notifications", "Notifications that found no room in the queue.", AgentXState::dropped));

    private AgentXFamilies() {}

    private static AgentXState agentX(Scrape scrape) {
        return scrape.snapshot().health().agentX();
    }

    private static boolean[] states(AgentXState state) {
        boolean[] values = new boolean[STATES.length];
        values[state.status().ordinal()] = true;
        return values;
    }

    private static Family gauge(String name, String help, ToDoubleFunction<AgentXState> value) {
        return Family.gauge(
                PREFIX + name, help, (s, points) -> points.add(Labels.EMPTY, value.applyAsDouble(agentX(s))));
    }

    private static Family counter(String name, String help, ToLongFunction<AgentXState> value) {
        return Family.counter(
                PREFIX + name,
                help,
                (s, counts) -> counts.add(
                        Labels.EMPTY, value.applyAsLong(agentX(s)), s.snapshot().started()));
    }
}
