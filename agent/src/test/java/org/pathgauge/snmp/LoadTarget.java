package org.pathgauge.snmp;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/**
 * The SNMP engine alone in a JVM of its own, with synthetic probes of index 1 to N, for the SNMP benchmarks.
 *
 * <p>Arguments: state directory, UDP port, N, then the name, authentication secret and privacy secret of the user. The name
 * is the community's, too. Prints one line when it answers, and lives until it is killed.
 */
final class LoadTarget {
    private LoadTarget() {}

    public static void main(String[] args) throws Exception {
        Path state = Path.of(args[0]);
        Snapshot snapshot = SnapshotFixtures.snapshot(
                1, IntStream.rangeClosed(1, Integer.parseInt(args[2])).toArray());
        new UserStore(state)
                .add(args[3], AuthProtocol.SHA_256, args[4].toCharArray(), PrivProtocol.AES_128, args[5].toCharArray());
        AgentConfig.Snmp config = new AgentConfig.Snmp(
                true,
                List.of(new AgentConfig.Listen("127.0.0.1", Integer.parseInt(args[1]))),
                List.of(args[3]),
                List.of(),
                "operator",
                "rack 7");
        try (SnmpAgent agent = SnmpAgent.start(config, state, () -> snapshot, Clock.systemUTC(), List.of())) {
            System.out.println("answers on port " + agent.ports().get(0));
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
