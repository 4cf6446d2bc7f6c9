package org.pathgauge.netconf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.YangModels;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/** Models, a running datastore and a snapshot that belong together. */
final class TestModels {
    static final YangModels MODELS = YangModels.load();
    static final Clock CLOCK = Clock.fixed(SnapshotFixtures.TIME, ZoneOffset.UTC);

    private TestModels() {}

    /** A datastore that configures the probes and the first interface of a snapshot, in a folder of its own. */
    static Datastore datastore(Snapshot snapshot, Path folder) throws ConfigException, IOException {
        String probes = snapshot.probes().stream().map(TestModels::json).collect(Collectors.joining(",\n"));
        String json = """
                {
                  "pathgauge-probes:probes": {"max-probes": 65536, "packets-per-second": 100000, "probe": [%s]},
                  "pathgauge-xdp:interfaces": {"watch-all": true, "interface": [{"name": "eth0", "ingress-hook": "tcx"}]},
                  "pathgauge-system:agent": {"snmp": {"contact": "<noc & friends>", "community": ["public", "other"]}},
                  "ietf-netconf-acm:nacm": {
                    "groups": {"group": [{"name": "admin", "user-name": ["alice"]}]},
                    "rule-list": [{"name": "admins", "group": ["admin"],
                      "rule": [{"name": "all", "module-name": "*", "access-operations": "*", "action": "permit"}]}]}
                }
                """.formatted(probes);
        Path file = folder.resolve("pathgauge.json");
        Files.writeString(file, json);
        try {
            return ConfigLoader.start(file, folder.resolve("state")).datastore().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String json(ProbeStats stats) {
        var probe = stats.probe();
        return """
                {"name": "%s", "target": "%s", "dscp": 46, "threshold": [
                 {"name": "loss", "metric": "loss", "rising": "20000", "falling": "10000"}]}""".formatted(probe.name(), probe.target());
    }

    static DataTrees trees(Datastore running, Supplier<Snapshot> snapshots) {
        return trees(new Nacm(MODELS, running::running), running, snapshots);
    }

    static DataTrees trees(Nacm nacm, Datastore running, Supplier<Snapshot> snapshots) {
        var schemas = new Schemas(MODELS);
        var sessions = new Sessions(Limits.DEFAULT, CLOCK);
        var state = new Monitoring.State(Hello.capabilities(schemas), schemas, sessions, running.locks());
        return new DataTrees(schemas, new Datastores(running, nacm), snapshots, () -> state, nacm);
    }

    /** A session of a user who may do everything, without a client. */
    static Session session() {
        var peer = new Peer(
                "alice",
                "127.0.0.1",
                new Name(Ns.MONITORING, "netconf-ssh"),
                java.io.InputStream.nullInputStream(),
                java.io.OutputStream.nullOutputStream(),
                () -> {});
        var sessions = new Sessions(Limits.DEFAULT, CLOCK);
        return sessions.open(peer, new Dispatcher(new Schemas(MODELS), Map.of(), new Nacm(MODELS, () -> {
                    throw new IllegalStateException("nobody asks");
                })))
                .orElseThrow();
    }

    static List<Selector> filter(String xml) throws RpcError {
        return Selector.of(new Xml(64).parse(xml.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
