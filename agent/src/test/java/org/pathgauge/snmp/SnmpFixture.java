package org.pathgauge.snmp;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnmpAccess;
import org.pathgauge.model.SnmpStreams;

/** Engines for tests: loopback, a port of the system's choice. */
final class SnmpFixture {
    static final String COMMUNITY = "watchers";
    static final String AUTH_SECRET = "correct horse";
    static final String PRIV_SECRET = "battery staple";

    private SnmpFixture() {}

    static AgentConfig.Snmp config(List<String> communities, AgentConfig.Target... targets) {
        return new AgentConfig.Snmp(
                true,
                List.of(new AgentConfig.Listen("127.0.0.1", 0)),
                communities,
                List.of(targets),
                "noc@example.net",
                "rack 7");
    }

    static AgentConfig.Snmp config(
            List<String> communities,
            SnmpAccess access,
            SnmpStreams streams,
            List<AgentConfig.Listen> listen,
            AgentConfig.Target... targets) {
        AgentConfig.Snmp plain = config(communities, targets);
        return new AgentConfig.Snmp(
                true,
                listen.isEmpty() ? plain.listen() : listen,
                communities,
                plain.targets(),
                plain.contact(),
                plain.location(),
                plain.name(),
                access,
                plain.agentX(),
                plain.notifications(),
                streams);
    }

    static SnmpAgent start(Path stateDir, Supplier<Snapshot> snapshots, AgentConfig.Snmp config) throws SnmpException {
        return SnmpAgent.start(config, stateDir, snapshots, Clock.systemUTC(), List.of());
    }

    static void addUser(Path stateDir, String name, AuthProtocol auth, PrivProtocol priv) throws SnmpException {
        new UserStore(stateDir).add(name, auth, AUTH_SECRET.toCharArray(), priv, PRIV_SECRET.toCharArray());
    }
}
