package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.alarm.AlarmStore;
import org.pathgauge.config.Datastore;
import org.pathgauge.control.FakeTests;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/** What operators do with an alarm of the real list, over SSH: one whom a rule permits it, and one whom none does. */
class AlarmSessionTest {
    private static final String XMLNS = " xmlns='" + AlarmShapes.NS + "'";
    private static final String ACKNOWLEDGE =
            "<set-operator-state" + XMLNS + "><id>1</id><state>closed</state><text>seen</text></set-operator-state>";
    private static final String PURGE = "<purge-alarms" + XMLNS + "><older-than>0</older-than></purge-alarms>";
    private static final String LIST =
            "<get><filter><alarms" + XMLNS + "><alarm-list/><shelved-alarms/></alarms></filter></get>";
    private static final String SHELVE = "<edit-config><target><running/></target><config><alarms" + XMLNS
            + "><control><alarm-shelving><shelf xmlns:nc='" + Ns.NETCONF + "' nc:operation='%s'><name>lab</name>%s"
            + "</shelf></alarm-shelving></control></alarms></config></edit-config>";

    private static final String LISTED = "<alarm><id>1</id>";

    @TempDir
    private Path folder;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(1);
    private final AlarmManager alarms = new AlarmManager(
            // Others than the one that is listed from the start come after it.
            keys -> keys.stream().collect(Collectors.toMap(key -> key, key -> 2 + Math.abs(key.hashCode() % 10_000))),
            new AlarmStore() {
                @Override
                public List<Alarm> load() {
                    return List.of(SnapshotFixtures.clearedAlarm(1, 1));
                }

                @Override
                public void save(List<Alarm> list) {
                    // Nobody starts again.
                }
            },
            new AlarmConfig(32, 3, List.of()),
            Clock.systemUTC());

    private Snapshot now() {
        return alarms.addTo(snapshot);
    }

    @Test
    void aPermittedUserAcknowledgesShelvesAndPurges() throws Exception {
        KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        Datastore datastore = TestModels.datastore(snapshot, folder);
        datastore.addListener(commit -> alarms.configure(commit.after().alarms()));
        var users = List.of("alice", "bob").stream()
                .map(name -> new AgentConfig.User(name, List.of(Testbed.line(key))))
                .toList();
        var config = new AgentConfig.Netconf(true, List.of(new AgentConfig.Listen("127.0.0.1", 0)), users);
        try (var server = NetconfServer.start(
                        config,
                        CompletableFuture.completedFuture(datastore),
                        this::now,
                        new FakeTests(),
                        HistoryReader.NONE,
                        alarms,
                        folder.resolve("netconf-state"),
                        Clock.systemUTC(),
                        Limits.DEFAULT);
                var permitted = new TestClient(server.ports().getFirst(), "alice", key);
                var denied = new TestClient(server.ports().getFirst(), "bob", key)) {
            TestClient.Channel alice = permitted.open();
            TestClient.Channel bob = denied.open();
            alice.hello();
            bob.hello();
            String shelve = SHELVE.formatted("create", "<resource>probe-*</resource>");
            for (String request : List.of(ACKNOWLEDGE, shelve, PURGE)) {
                String reply = bob.rpc(request);
                assertTrue(reply.contains("<error-tag>access-denied</error-tag>"), reply);
            }
            String untouched = bob.rpc(LIST);
            assertTrue(untouched.contains(LISTED), untouched);
            assertFalse(untouched.contains("<operator>alice<"), untouched);

            ok(alice, ACKNOWLEDGE);
            String acknowledged = bob.rpc(LIST);
            for (String part : List.of("<operator-state>closed<", "<operator>alice<", "<text>seen<")) {
                assertTrue(acknowledged.contains(part), part + " in " + acknowledged);
            }

            ok(alice, shelve);
            alarms.evaluate(snapshot);
            String shelved = alice.rpc(LIST);
            assertFalse(shelved.contains(LISTED), shelved);
            assertTrue(shelved.contains("<shelved-alarm><id>1</id><shelf-name>lab<"), shelved);

            ok(alice, SHELVE.formatted("delete", ""));
            alarms.evaluate(snapshot);
            String back = alice.rpc(LIST);
            assertTrue(back.contains(LISTED), back);
            assertFalse(back.contains("<shelved-alarm>"), back);

            String purged = alice.rpc(PURGE);
            assertTrue(purged.contains(">1</purged-alarms>"), purged);
            assertFalse(alice.rpc(LIST).contains(LISTED));
        }
    }

    private static void ok(TestClient.Channel channel, String request) throws IOException {
        String reply = channel.rpc(request);
        assertTrue(reply.contains("<ok"), reply);
    }
}
