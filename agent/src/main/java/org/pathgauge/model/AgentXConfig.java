package org.pathgauge.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How the agent serves its objects through the host's SNMP agent, as an AgentX subagent (RFC 2741).
 *
 * @param enabled whether it does
 * @param socket path of the master's unix-domain socket
 * @param address the master's host, for TCP instead of the socket
 * @param port the master's TCP port
 * @param timeout how long the master waits for an answer, and the agent for the master's
 * @param priority of the registrations, 1 to 255, the lowest first
 * @param pingInterval silence after which the agent asks whether the master is still there
 * @param reconnectDelayMax longest wait between two attempts to connect
 * @param notifications whether alarms are sent to the master as notifications
 */
public record AgentXConfig(
        boolean enabled,
        String socket,
        Optional<String> address,
        int port,
        Duration timeout,
        int priority,
        Duration pingInterval,
        Duration reconnectDelayMax,
        boolean notifications) {
    /** Where net-snmp's master listens unless told otherwise. */
    public static final String DEFAULT_SOCKET = "/var/agentx/master";

    /** The port of AgentX (RFC 2741 section 8.1.1). */
    public static final int DEFAULT_PORT = 705;

    /** No subagent. */
    public static final AgentXConfig OFF = new AgentXConfig(
            false,
            DEFAULT_SOCKET,
            Optional.empty(),
            DEFAULT_PORT,
            Duration.ofSeconds(5),
            127,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            true);

    /** Where the master is, for people. */
    public String master() {
        return address.map(host -> "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port)
                .orElse("unix:" + socket);
    }
}
