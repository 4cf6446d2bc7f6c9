package org.pathgauge.agentx;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.AgentXState.Status;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/**
 * The AgentX subagent alone in a JVM of its own, with a synthetic snapshot: for measurements.
 *
 * <p>Arguments: the master's socket, number of probes. Prints one line when it is registered, and lives until it is killed.
 */
final class StandaloneAgentX {
    private StandaloneAgentX() {}

    static AgentXConfig config(String socket, Optional<String> address, int port) {
        return new AgentXConfig(
                true,
                socket,
                address,
                port,
                Duration.ofSeconds(5),
                127,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                true);
    }

    public static void main(String[] args) throws Exception {
        Snapshot snapshot = SnapshotFixtures.snapshot(Integer.parseInt(args[1]));
        try (AgentXClient client = new AgentXClient(() -> snapshot, "test", Clock.systemUTC(), System::nanoTime)) {
            client.configure(config(args[0], Optional.empty(), AgentXConfig.DEFAULT_PORT));
            while (client.state().status() != Status.CONNECTED) {
                Thread.sleep(20);
            }
            System.out.println("registered with " + args[0]);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
