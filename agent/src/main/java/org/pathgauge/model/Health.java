package org.pathgauge.model;

/**
 * The agent's own state and the faults of its measuring.
 *
 * @param probesPerSecond probe packets a second that the configuration asks for
 * @param packetsSent probe packets handed to the kernel
 * @param sendErrors probe packets that the kernel refused
 * @param sendDelayMaxNanos how late the worst probe of the last tick was sent
 * @param samplesLost raw samples that the full ring buffer lost
 * @param icmpErrorsLost ICMP errors that the full map could not count
 * @param bankOverruns samples that fell into a slot not yet harvested
 * @param histogramFull delays beyond what the histogram of ten seconds of a probe counts: its percentiles are absent
 * @param history the history on disk
 * @param agentX how it goes with the host's SNMP agent
 */
public record Health(
        long probesPerSecond,
        long packetsSent,
        long sendErrors,
        long sendDelayMaxNanos,
        long samplesLost,
        long icmpErrorsLost,
        long bankOverruns,
        long histogramFull,
        HistoryHealth history,
        AgentXState agentX) {
    /** Without the host's SNMP agent. */
    public Health(
            long probesPerSecond,
            long packetsSent,
            long sendErrors,
            long sendDelayMaxNanos,
            long samplesLost,
            long icmpErrorsLost,
            long bankOverruns,
            long histogramFull,
            HistoryHealth history) {
        this(
                probesPerSecond,
                packetsSent,
                sendErrors,
                sendDelayMaxNanos,
                samplesLost,
                icmpErrorsLost,
                bankOverruns,
                histogramFull,
                history,
                AgentXState.OFF);
    }

    /** This state with that of the subagent. */
    public Health withAgentX(AgentXState state) {
        return new Health(
                probesPerSecond,
                packetsSent,
                sendErrors,
                sendDelayMaxNanos,
                samplesLost,
                icmpErrorsLost,
                bankOverruns,
                histogramFull,
                history,
                state);
    }
}
