package org.pathgauge.snmp.mib;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pathgauge.model.AgentXState;
import org.snmp4j.smi.Variable;

/** pathGaugeAgentXState: how it goes with the host's SNMP agent. */
final class AgentXGroup extends ScalarGroup {
    AgentXGroup() {
        super(
                PathGaugeMib.oid(1, 9, 1),
                List.of(
                        scalar(1, "Status", s -> Values.integer(Codes.of(s.status()))),
                        scalar(2, "Master", s -> Values.text(s.master())),
                        scalar(3, "Since", s -> s.since().flatMap(Values::time)),
                        scalar(4, "LastError", s -> Values.text(s.lastError())),
                        scalar(5, "Sessions", s -> Values.counter(s.sessions())),
                        scalar(6, "Requests", s -> Values.counter(s.requests())),
                        scalar(7, "RefusedSubtrees", s -> Values.gauge(s.refused())),
                        scalar(8, "Queued", s -> Values.gauge(s.queued())),
                        scalar(9, "Sent", s -> Values.counter(s.sent())),
                        scalar(10, "Failed", s -> Values.counter(s.failed())),
                        scalar(11, "Dropped", s -> Values.counter(s.dropped()))));
    }

    private static Scalar scalar(int id, String name, Function<AgentXState, Optional<Variable>> value) {
        return new Scalar(
                id,
                "pathGaugeAgentX" + name,
                reading -> value.apply(reading.snapshot().health().agentX()));
    }
}
