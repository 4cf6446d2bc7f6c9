package org.pathgauge.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.model.SnapshotHolder;

class ControlTest {
    @TempDir
    Path state;

    private final SnapshotHolder holder = new SnapshotHolder(SnapshotFixtures.STARTED);
    private Reload.Outcome outcome = new Reload.Outcome(List.of("probe a added"), List.of());
    private final FakeAlarms alarms = new FakeAlarms();
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        server = ControlServer.start(state, holder, () -> outcome, new FakeTests(), HistoryReader.NONE, alarms);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void onlyTheOwnerMayAsk() throws IOException {
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(state.resolve(ControlServer.SOCKET)));
    }

    @Test
    void showsEveryProbeOfOneSnapshot() throws ControlException {
        Snapshot snapshot = SnapshotFixtures.snapshot(3);
        holder.publish(snapshot);
        List<JsonObject> items = new ArrayList<>();
        ask(request("show", "probes"), items);
        assertEquals(snapshot.number(), items.get(0).get("snapshot").getAsLong());
        assertEquals(snapshot.probes().size(), items.size() - 1);
        for (int i = 0; i < snapshot.probes().size(); i++) {
            ProbeStats stats = snapshot.probes().get(i);
            JsonObject json = items.get(i + 1);
            assertEquals(stats.probe().name(), json.get("name").getAsString());
            JsonObject totals = json.getAsJsonObject("totals");
            assertEquals(stats.totals().sent(), totals.get("sent").getAsLong());
            assertEquals(stats.totals().lastRttNanos().isPresent(), totals.has("lastRttNanos"));
        }
    }

    @Test
    void showsOneByName() throws ControlException {
        Snapshot snapshot = SnapshotFixtures.snapshot(3);
        holder.publish(snapshot);
        JsonObject request = request("show", "probes");
        request.addProperty("name", snapshot.probes().get(0).probe().name());
        List<JsonObject> items = new ArrayList<>();
        ask(request, items);
        assertEquals(2, items.size());
    }

    @Test
    void operatorStateIsSetInTheNameOfTheUserOfTheSocket() throws ControlException {
        JsonObject request = request("alarm", "");
        request.addProperty("id", 2);
        request.addProperty("state", "ack");
        request.addProperty("text", "on it");
        request.addProperty("operator", "mallory");
        String user = System.getProperty("user.name");
        assertEquals(user, ask(request, new ArrayList<>()).get("operator").getAsString());
        request.addProperty("id", 3);
        ControlException none = assertThrows(ControlException.class, () -> ask(request, new ArrayList<>()));
        assertTrue(none.getMessage().contains("There is no alarm 3"), none.getMessage());
        request.addProperty("state", "shelved");
        assertThrows(ControlException.class, () -> ask(request, new ArrayList<>()));
        JsonObject purge = request("purge-alarms", "");
        purge.addProperty("seconds", 60);
        purge.addProperty("state", "closed");
        assertEquals(7, ask(purge, new ArrayList<>()).get("purged").getAsInt());
        assertEquals(List.of("ack by " + user + ": on it", "purge 60 closed"), alarms.asked);
    }

    @Test
    void pinKeepsTheSnapshot() throws ControlException {
        Snapshot first = SnapshotFixtures.snapshot(3);
        holder.publish(first);
        ask(request("pin", ""), new ArrayList<>());
        holder.publish(Snapshot.empty(first.started()));
        assertEquals(first.number(), shownNumber());
        ask(request("unpin", ""), new ArrayList<>());
        assertEquals(0, shownNumber());
    }

    @Test
    void reloadTellsChangesOrEveryError() throws ControlException {
        JsonObject done = ask(request("reload", ""), new ArrayList<>());
        assertEquals("probe a added", done.getAsJsonArray("changes").get(0).getAsString());
        outcome = new Reload.Outcome(List.of(), List.of("/a: wrong", "/b: wrong"));
        JsonObject refused = ask(request("reload", ""), new ArrayList<>());
        assertEquals(2, refused.getAsJsonArray("errors").size());
        assertFalse(refused.has("done"));
    }

    @Test
    void unknownCommandIsAnError() {
        ControlException e = assertThrows(ControlException.class, () -> ask(request("dance", ""), new ArrayList<>()));
        assertTrue(e.getMessage().startsWith("There is no command \"dance\""), e.getMessage());
    }

    @Test
    void saysWhenNoAgentRuns() {
        server.close();
        ControlException e = assertThrows(ControlException.class, () -> ControlClient.connect(state));
        assertTrue(e.getMessage().contains("pathgauge run"), e.getMessage());
    }

    @Test
    void replacesTheSocketOfADeadAgent() throws IOException, ControlException {
        server.close();
        Files.createFile(state.resolve(ControlServer.SOCKET));
        server = ControlServer.start(state, holder, () -> outcome, new FakeTests(), HistoryReader.NONE, alarms);
        assertEquals(0, shownNumber());
    }

    @Test
    void aRequestWithoutEndCostsNoMemory() throws IOException, ControlException {
        try (SocketChannel client = connect()) {
            ByteBuffer noise = ByteBuffer.wrap("a".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII));
            assertThrows(IOException.class, () -> {
                // Far above what the buffers of the socket hold: writing fails only because the server hung up.
                for (int i = 0; i < 1024; i++) {
                    client.write(noise.rewind());
                }
            });
        }
        assertEquals(0, shownNumber());
    }

    @Test
    void wrongTypesAreErrorsOfTheRequest() throws IOException {
        for (String request : List.of(
                "{\"command\":\"show\",\"what\":null}",
                "{\"command\":\"show\",\"what\":5}",
                "{\"command\":\"show\"}")) {
            assertTrue(raw(request + "\n").startsWith("{\"error\":\"\\\"show\\\" needs \\\"what\\\""), request);
        }
        for (String request : List.of("", "[]", "null", "x", "{\"command\":null}")) {
            assertTrue(raw(request + "\n").startsWith("{\"error\":\"A request is one JSON object"), request);
        }
    }

    @Test
    void connectionsAreLimitedAndFreedAgain() throws IOException, ControlException, InterruptedException {
        List<SocketChannel> clients = new ArrayList<>();
        try {
            for (int i = 0; i < ControlServer.MAX_CONNECTIONS; i++) {
                SocketChannel client = connect();
                clients.add(client);
                client.write(ByteBuffer.wrap("{}\n".getBytes(StandardCharsets.US_ASCII)));
                assertTrue(client.read(ByteBuffer.allocate(100)) > 0);
            }
            assertThrows(ControlException.class, this::shownNumber);
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                assertEquals(0, shownNumber());
                return;
            } catch (ControlException e) {
                assertTrue(System.nanoTime() < deadline, e.getMessage());
                Thread.sleep(10);
            }
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(state.resolve(ControlServer.SOCKET)));
    }

    private String raw(String request) throws IOException {
        try (SocketChannel client = connect()) {
            client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long shownNumber() throws ControlException {
        List<JsonObject> items = new ArrayList<>();
        ask(request("show", "alarms"), items);
        return items.get(0).get("snapshot").getAsLong();
    }

    private JsonObject ask(JsonObject request, List<JsonObject> items) throws ControlException {
        try (ControlClient client = ControlClient.connect(state)) {
            return client.ask(request, items::add);
        }
    }

    private static JsonObject request(String command, String what) {
        JsonObject request = new JsonObject();
        request.addProperty("command", command);
        request.addProperty("what", what);
        return request;
    }
}
