package org.pathgauge.netconf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.Datastore;
import org.pathgauge.control.FakeAlarms;
import org.pathgauge.control.FakeTests;
import org.pathgauge.model.Snapshot;

/** The operations over a datastore with a file, without a transport. */
final class LocalServer {
    /** A rule list that lets the user alice do everything. */
    static final String ADMIN = """
            "ietf-netconf-acm:nacm": {
              "groups": {"group": [{"name": "admin", "user-name": ["alice"]}]},
              "rule-list": [{"name": "admins", "group": ["admin"],
                "rule": [{"name": "all", "access-operations": "*", "action": "permit"}]}]}""";

    final Path file;
    final Datastore datastore;
    final Sessions sessions;
    final FakeAlarms alarms = new FakeAlarms();
    final Dispatcher dispatcher;
    final Nacm nacm;

    LocalServer(Path folder, String json, Snapshot snapshot) throws IOException, ConfigException {
        this(folder, json, () -> snapshot, TestModels.CLOCK);
    }

    LocalServer(Path folder, String json, Supplier<Snapshot> snapshots, Clock clock)
            throws IOException, ConfigException {
        sessions = new Sessions(Limits.DEFAULT, clock);
        file = folder.resolve("pathgauge.json");
        if (!json.isEmpty()) {
            Files.writeString(file, json);
        }
        datastore =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        nacm = new Nacm(datastore.models(), datastore::running);
        DataTrees trees = TestModels.trees(nacm, datastore, snapshots);
        Schemas schemas = new Schemas(datastore.models());
        Map<Name, Operation> operations =
                new HashMap<>(Operations.all(trees, schemas, sessions, trees.stores(), new FakeTests()));
        operations.putAll(AlarmOperations.all(schemas, alarms));
        dispatcher = new Dispatcher(schemas, operations, nacm);
        datastore.addListener(new ConfigEvents(datastore.models(), sessions));
        sessions.onEnd(session -> NetconfServer.clearUp(datastore, session));
    }
}
