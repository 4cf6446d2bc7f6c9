package org.pathgauge.netconf;

import java.util.List;
import org.pathgauge.model.AgentXState;

/** How the session with the host's SNMP agent looks in YANG. */
final class AgentXShapes {
    private static final String NS = "urn:pathgauge:yang:pathgauge-system";

    private AgentXShapes() {}

    static Shape<AgentXState> state() {
        var subtree = Shape.<AgentXState.Subtree>in(NS)
                .leaf("oid", AgentXState.Subtree::oid)
                .leaf("problem", s -> PathGaugeState.unlessEmpty(s.problem()));
        return Shape.<AgentXState>in(NS)
                .leaf("status", s -> s.status().yangName())
                .leaf("master", s -> PathGaugeState.unlessEmpty(s.master()))
                .leaf("since", AgentXState::since)
                .leaf("last-error", s -> PathGaugeState.unlessEmpty(s.lastError()))
                .leaf("sessions", AgentXState::sessions)
                .leaf("requests", AgentXState::requests)
                .list("subtree", List.of("oid"), subtree, AgentXState::subtrees)
                .leaf("refused-subtrees", AgentXState::refused)
                .leaf("notifications-queued", AgentXState::queued)
                .leaf("notifications-sent", AgentXState::sent)
                .leaf("notifications-failed", AgentXState::failed)
                .leaf("notifications-dropped", AgentXState::dropped);
    }
}
