package org.pathgauge.agentx;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.model.AgentXState.Status;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.snmp.mib.PathGaugeViews;

/**
 * The AgentX subagent alone in a JVM of its own, with synthetic probes of index 1 to N, for the benchmarks.
 *
 * <p>Arguments: the master's socket, N. Prints one line when it is registered, and lives until it is killed.
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
        Snapshot snapshot = SnapshotFixtures.snapshot(
                1, IntStream.rangeClosed(1, Integer.parseInt(args[1])).toArray());
        try (AgentXClient client =
                new AgentXClient(PathGaugeViews.all(), () -> snapshot, "test", Clock.systemUTC(), System::nanoTime)) {
            client.configure(config(args[0], Optional.empty(), AgentXConfig.DEFAULT_PORT));
            while (client.state().status() != Status.CONNECTED) {
                Thread.sleep(20);
            }
            System.out.println("registered with " + args[0]);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
