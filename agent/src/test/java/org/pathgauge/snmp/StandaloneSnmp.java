package org.pathgauge.snmp;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/**
 * The SNMP engine alone in a JVM of its own, with a synthetic snapshot: for tests that kill it and for measurements.
 *
 * <p>Arguments: state directory, UDP port, number of probes, communities. Prints one line when it answers, and lives
 * until it is killed.
 */
final class StandaloneSnmp {
    private StandaloneSnmp() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        Snapshot snapshot = SnapshotFixtures.snapshot(Integer.parseInt(args[2]));
        AgentConfig.Snmp config = new AgentConfig.Snmp(
                true,
                List.of(new AgentConfig.Listen("127.0.0.1", port)),
                List.of(args).subList(3, args.length),
                List.of(),
                "operator",
                "rack 7");
        try (SnmpAgent agent =
                SnmpAgent.start(config, Path.of(args[0]), () -> snapshot, Clock.systemUTC(), List.of())) {
            System.out.println("answers on port " + agent.ports().get(0));
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
