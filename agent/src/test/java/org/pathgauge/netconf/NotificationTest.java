package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.Editor;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/** Subscriptions of RFC 5277 and the events of RFC 6470, on sessions over pipes. */
@Timeout(180)
class NotificationTest {
    private static final String CREATE = "<create-subscription xmlns='" + Ns.NOTIFICATION + "'>";
    private static final String SUBSCRIBE = CREATE + "</create-subscription>";
    private static final String PROBES = LocalClient.PROBES;

    @TempDir
    Path folder;

    private final Snapshot snapshot = SnapshotFixtures.snapshot(3);
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        String json = """
                {"ietf-netconf-acm:nacm": {
                  "groups": {"group": [{"name": "admin", "user-name": ["alice"]}, {"name": "few", "user-name": ["bob"]}]},
                  "rule-list": [
                    {"name": "admins", "group": ["admin"],
                      "rule": [{"name": "all", "access-operations": "*", "action": "permit"}]},
                    {"name": "few", "group": ["few"], "rule": [
                      {"name": "no-sessions", "module-name": "ietf-netconf-notifications",
                       "notification-name": "netconf-session-start", "action": "deny"},
                      {"name": "no-probes", "path": "/pathgauge-probes:probes/pathgauge-probes:probe", "action": "deny"}]}]}}""";
        server = new LocalServer(folder, json, () -> snapshot, Clock.systemUTC());
    }

    private void raise() {
        AlarmShapes.publish(new AlarmEvent(SnapshotFixtures.alarm(1, 1)), server.sessions.events());
    }

    private void clear() {
        AlarmShapes.publish(new AlarmEvent(SnapshotFixtures.clearedAlarm(2, 1)), server.sessions.events());
    }

    private static String subscribe(String inside) {
        return CREATE + inside + "</create-subscription>";
    }

    private static String probe(String name, String target) {
        return "<edit-config><target><running/></target><config>"
                + LocalClient.probe(name, "<target>" + target + "</target>") + "</config></edit-config>";
    }

    @Test
    void tellsWhatWasChangedAndByWhom() throws Exception {
        try (var alice = new PipeClient(server, "alice")) {
            var before = server.datastore.running();
            alice.ok(SUBSCRIBE);
            alice.ok(probe("new", "192.0.2.1"));
            String created = alice.notification();
            assertTrue(created.contains("<eventTime>"), created);
            assertTrue(
                    created.contains("<changed-by><username>alice</username><session-id>" + alice.session.id()
                            + "</session-id><source-host>127.0.0.1</source-host></changed-by>"
                            + "<datastore>running</datastore>"),
                    created);
            assertTrue(
                    created.contains("<target xmlns:pgp=\"" + PROBES
                            + "\">/pgp:probes/pgp:probe[pgp:name='new']</target>" + "<operation>create</operation>"),
                    created);
            alice.ok(probe("new", "192.0.2.2"));
            assertTrue(alice.notification()
                    .contains("[pgp:name='new']/pgp:target</target><operation>replace</operation>"));
            server.datastore.edit(new Editor("snmp:ops", 0), tree -> before);
            assertTrue(alice.notification().contains("<username>ops</username><session-id>0</session-id>"));
        }
    }

    @Test
    void theReplyComesFirstAndRequestsGoOn() throws Exception {
        raise();
        try (var alice = new PipeClient(server, "alice")) {
            alice.ok(subscribe("<startTime>" + server.sessions.events().created() + "</startTime>"));
            for (int i = 0; i < 20; i++) {
                raise();
                assertTrue(alice.call("<get-config><source><running/></source></get-config>")
                        .contains("<data"));
            }
            alice.notification("alarm-raised");
            alice.notification("replayComplete");
            for (int i = 0; i < 20; i++) {
                assertTrue(alice.notification().contains("<alarm-"), "no notification is lost, none is torn");
            }
            assertEquals(23, alice.session.counters().outNotifications(), "with this session's start");
        }
    }

    @Test
    void aFilterPassesWholeNotifications() throws Exception {
        String xpath = "<filter type='xpath' xmlns:a='" + AlarmShapes.NS + "' select='/a:alarm-raised[a:id=1]'/>";
        String subtree = "<filter><netconf-config-change xmlns='" + Ns.BASE_EVENTS
                + "'><edit/></netconf-config-change></filter>";
        try (var byPath = new PipeClient(server, "alice");
                var bySubtree = new PipeClient(server, "alice")) {
            byPath.ok(subscribe(xpath));
            bySubtree.ok(subscribe(subtree));
            raise();
            clear();
            byPath.ok(probe("new", "192.0.2.1"));
            raise();
            String change = bySubtree.notification();
            assertTrue(change.contains("<changed-by>") && change.contains("<edit>"), change);
            for (int i = 0; i < 2; i++) {
                String alarm = byPath.notification();
                assertTrue(alarm.contains("<id>1</id>") && alarm.contains("<alarm-text>"), alarm);
            }
            assertEquals(0, byPath.waiting() + bySubtree.waiting());
        }
    }

    @Test
    void replaysAndEnds() throws Exception {
        raise();
        Instant now = Instant.now();
        String log = "<startTime>" + server.sessions.events().created() + "</startTime>";
        try (var alice = new PipeClient(server, "alice")) {
            alice.ok(subscribe(log + "<stopTime>" + now.plusMillis(1500) + "</stopTime>"));
            assertTrue(alice.call(SUBSCRIBE).contains("in-use"));
            alice.notification("alarm-raised");
            alice.notification("replayComplete");
            alice.notification("notificationComplete");
            raise();
            alice.ok(subscribe("<startTime>" + now.plusMillis(1500) + "</startTime>"));
            assertTrue(alice.notification().contains("<alarm-raised"), "an ended subscription sends nothing");
            alice.notification("replayComplete");
        }
    }

    @Test
    void refusesWrongTimesStreamsAndFilters() throws Exception {
        try (var alice = new PipeClient(server, "alice")) {
            for (var wrong : List.of(
                    List.of("<stream>none</stream>", "bad-element", "stream"),
                    List.of("<startTime>2999-01-01T00:00:00Z</startTime>", "bad-element", "startTime"),
                    List.of("<stopTime>2999-01-01T00:00:00Z</stopTime>", "missing-element", "startTime"),
                    List.of(
                            "<startTime>2020-01-01T00:00:00Z</startTime><stopTime>2019-01-01T00:00:00Z</stopTime>",
                            "bad-element",
                            "stopTime"),
                    List.of("<startTime>now</startTime>", "invalid-value", "startTime"),
                    List.of("<filter type='xpath' select='/a['/>", "invalid-value", ""),
                    List.of("<period>1</period>", "unknown-element", "period"))) {
                String reply = alice.call(subscribe(wrong.getFirst()));
                assertTrue(reply.contains("<error-tag>" + wrong.get(1) + "</error-tag>"), reply);
                assertTrue(reply.contains(wrong.get(2).isEmpty() ? "" : "<bad-element>" + wrong.get(2)), reply);
            }
            alice.ok(subscribe("<stream>NETCONF</stream>"));
        }
    }

    @Test
    void accessRulesHideNotificationsAndPaths() throws Exception {
        try (var alice = new PipeClient(server, "alice");
                var bob = new PipeClient(server, "bob")) {
            alice.ok("<discard-changes/>");
            bob.ok(SUBSCRIBE);
            alice.ok(probe("hidden", "192.0.2.1"));
            String change = bob.notification();
            assertTrue(change.contains("<netconf-config-change") && !change.contains("hidden"), change);
            try (var other = new PipeClient(server, "alice")) {
                other.ok("<close-session/>");
                assertEquals(Session.End.CLOSED, other.ended());
            }
            String end = bob.notification();
            assertTrue(end.contains("<netconf-session-end"), "the start is denied: " + end);
            assertTrue(end.contains("<termination-reason>closed</termination-reason>"), end);
            String nacm = alice.call(
                    "<get><filter><nacm xmlns='" + Ns.NACM + "'><denied-notifications/></nacm></filter></get>");
            assertTrue(nacm.contains("<denied-notifications>1</denied-notifications>"), nacm);
        }
    }

    @Test
    void tellsTheCourseOfAConfirmedCommit() throws Exception {
        try (var alice = new PipeClient(server, "alice")) {
            alice.ok(subscribe("<filter><netconf-confirmed-commit xmlns='" + Ns.BASE_EVENTS + "'/></filter>"));
            String confirmed = "<commit><confirmed/><confirm-timeout>300</confirm-timeout></commit>";
            alice.ok(probe("new", "192.0.2.1").replace("running", "candidate"));
            for (String step : List.of(confirmed, confirmed, "<commit/>", confirmed, "<cancel-commit/>")) {
                alice.ok(step);
            }
            for (String event : List.of("start", "extend", "complete", "start", "cancel")) {
                String told = alice.notification();
                assertTrue(told.contains("<username>alice</username>"), told);
                assertTrue(told.contains("<confirm-event>" + event + "</confirm-event>"), event + ": " + told);
                assertEquals(
                        event.equals("start") || event.equals("extend"), told.contains("<timeout>300</timeout>"), told);
            }
        }
    }

    @Test
    void aKilledSessionIsToldOfAndForgotten() throws Exception {
        try (var alice = new PipeClient(server, "alice");
                var victim = new PipeClient(server, "alice")) {
            victim.ok(SUBSCRIBE);
            alice.ok(subscribe("<filter><netconf-session-end xmlns='" + Ns.BASE_EVENTS + "'/></filter>"));
            alice.ok("<kill-session><session-id>" + victim.session.id() + "</session-id></kill-session>");
            assertEquals(Session.End.KILLED, victim.ended());
            String told = alice.notification();
            assertTrue(told.contains("<session-id>" + victim.session.id() + "</session-id>"), told);
            assertTrue(told.contains("<killed-by>" + alice.session.id() + "</killed-by>"), told);
            raise();
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutAndHoldsUpNobody() throws Exception {
        try (var deaf = new PipeClient(server, "alice", false);
                var alice = new PipeClient(server, "alice")) {
            deaf.request(SUBSCRIBE);
            alice.ok(subscribe("<filter><netconf-session-end xmlns='" + Ns.BASE_EVENTS + "'/></filter>"));
            // More than the queue and the pipe take together.
            var storm =
                    java.util.Collections.nCopies(3 * Outbox.CAPACITY, new AlarmEvent(SnapshotFixtures.alarm(1, 1)));
            try (var feed = new AlarmFeed(server.sessions, java.time.Duration.ofSeconds(1))) {
                feed.tell(storm);
                assertTrue(alice.call("<get><filter/></get>").contains("<data"));
                assertEquals(Session.End.OTHER, deaf.ended());
                assertTrue(alice.notification().contains("<session-id>" + deaf.session.id() + "<"));
                alice.ok("<discard-changes/>");
            }
        }
    }

    @Test
    void theLogIsBounded() {
        EventStream stream = server.sessions.events();
        for (int i = 0; i < EventStream.KEPT; i++) {
            raise();
        }
        assertTrue(stream.aged().isEmpty());
        raise();
        assertFalse(stream.aged().orElseThrow().isBefore(stream.created()));
    }
}
