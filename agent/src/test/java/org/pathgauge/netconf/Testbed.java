package org.pathgauge.netconf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.Datastore;
import org.pathgauge.control.FakeAlarms;
import org.pathgauge.control.FakeTests;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Snapshot;

/** A server on a free port of the loopback, with one user and its key. */
final class Testbed implements AutoCloseable {
    static final String USER = "alice";

    final Path keyFile;
    final KeyPair key;
    final Datastore datastore;
    final NetconfServer server;
    final FakeAlarms alarms = new FakeAlarms();
    final Path stateDir;
    final int port;
    private final CompletableFuture<Datastore> serving;

    Testbed(Snapshot snapshot, Path folder, Limits limits) throws Exception {
        this(snapshot, folder, limits, HistoryReader.NONE);
    }

    Testbed(Snapshot snapshot, Path folder, Limits limits, HistoryReader history) throws Exception {
        this(snapshot, folder, limits, history, new CompletableFuture<>());
        serve();
    }

    /** A server whose sessions begin with {@link #serve}. */
    static Testbed starting(Snapshot snapshot, Path folder) throws Exception {
        return new Testbed(snapshot, folder, Limits.DEFAULT, HistoryReader.NONE, new CompletableFuture<>());
    }

    private Testbed(
            Snapshot snapshot, Path folder, Limits limits, HistoryReader history, CompletableFuture<Datastore> serving)
            throws Exception {
        this.serving = serving;
        key = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        keyFile = folder.resolve("id");
        write(key, keyFile);
        datastore = datastore(snapshot, folder);
        stateDir = folder.resolve("netconf-state");
        server = NetconfServer.start(
                config(List.of(new AgentConfig.Listen("127.0.0.1", 0))),
                serving,
                () -> snapshot,
                new FakeTests(),
                history,
                alarms,
                stateDir,
                Clock.systemUTC(),
                limits);
        port = server.ports().getFirst();
    }

    /** Ends the start: all who take part in commits are there. */
    void serve() {
        serving.complete(datastore);
        server.awaitSessions();
    }

    private static Datastore datastore(Snapshot snapshot, Path folder) throws ConfigException, IOException {
        return TestModels.datastore(snapshot, folder);
    }

    AgentConfig.Netconf config(List<AgentConfig.Listen> listen) {
        return new AgentConfig.Netconf(true, listen, List.of(new AgentConfig.User(USER, List.of(line(key)))));
    }

    static String line(KeyPair pair) {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    static void write(KeyPair pair, Path file) throws IOException, GeneralSecurityException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", null, out);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
