package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How it goes with the host's SNMP agent, the AgentX master.
 *
 * @param status what the agent is doing about it
 * @param master where the master is; empty when the subagent is off
 * @param since when the session began; empty when there is none
 * @param lastError why the last attempt failed or the last session ended; empty when neither happened
 * @param sessions how many sessions were opened since the agent started
 * @param requests of the master that were answered
 * @param subtrees what is registered, or was refused
 * @param queued notifications that wait for the master
 * @param sent notifications that the master has taken
 * @param failed notifications that the master refused
 * @param dropped notifications that did not fit into the queue
 */
public record AgentXState(
        Status status,
        String master,
        Optional<Instant> since,
        String lastError,
        long sessions,
        long requests,
        List<Subtree> subtrees,
        int queued,
        long sent,
        long failed,
        long dropped) {
    /** No subagent. */
    public static final AgentXState OFF =
            new AgentXState(Status.OFF, "", Optional.empty(), "", 0, 0, List.of(), 0, 0, 0, 0);

    public AgentXState {
        subtrees = List.copyOf(subtrees);
    }

    /** What the agent is doing. */
    public enum Status {
        OFF("off"),
        CONNECTING("connecting"),
        WAITING("waiting"),
        CONNECTED("connected");

        private final String yangName;

        Status(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }

    /**
     * A subtree of objects.
     *
     * @param oid dotted identifier
     * @param problem why the master refused it; empty when it is registered
     */
    public record Subtree(String oid, String problem) {}

    /** How many subtrees the master refused. */
    public long refused() {
        return subtrees.stream().filter(s -> !s.problem.isEmpty()).count();
    }
}
