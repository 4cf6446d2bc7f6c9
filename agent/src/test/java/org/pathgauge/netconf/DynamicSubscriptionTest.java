package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotFixtures;

/** Dynamic subscriptions to the event stream and to datastores (RFC 8639, RFC 8641), on sessions over pipes. */
@Timeout(180)
class DynamicSubscriptionTest {
    private static final String SN = " xmlns='" + Ns.SUBSCRIBED + "' xmlns:yp='" + Ns.PUSH + "' xmlns:ds='"
            + Ns.DATASTORES + "' xmlns:p='" + LocalClient.PROBES + "'";
    private static final String PERIODIC = "<yp:periodic><yp:period>100</yp:period></yp:periodic>";

    @TempDir
    Path folder;

    private final AtomicReference<Snapshot> snapshot = new AtomicReference<>(SnapshotFixtures.snapshot(3));
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, "{" + LocalServer.ADMIN + "}", snapshot::get, Clock.systemUTC());
    }

    private void raise() {
        AlarmShapes.publish(new AlarmEvent(SnapshotFixtures.alarm(1, 1)), server.sessions.events());
    }

    private static String operation(String name, String inside) {
        return "<" + name + SN + ">" + inside + "</" + name + ">";
    }

    private static String establish(String inside) {
        return operation("establish-subscription", inside);
    }

    private static long id(String reply) {
        Matcher m = Pattern.compile("<id[^>]*>(\\d+)</id>").matcher(reply);
        assertTrue(m.find(), reply);
        return Long.parseLong(m.group(1));
    }

    private static String probe(String name, String target) {
        return "<edit-config><target><running/></target><config>"
                + LocalClient.probe(name, "<target>" + target + "</target>") + "</config></edit-config>";
    }

    private static String push(String datastore, String inside) {
        return establish("<yp:datastore>ds:" + datastore + "</yp:datastore>" + inside);
    }

    @Test
    void aStreamIsSubscribedToReplayedModifiedAndLeft() throws Exception {
        raise();
        String since = "<replay-start-time>2020-01-01T00:00:00Z</replay-start-time>";
        try (var alice = new PipeClient(server, "alice")) {
            String reply = alice.call(establish("<stream>NETCONF</stream>" + since
                    + "<stream-subtree-filter><alarm-raised xmlns='" + AlarmShapes.NS + "'/></stream-subtree-filter>"));
            assertTrue(
                    reply.contains("<replay-start-time-revision xmlns=\"" + Ns.SUBSCRIBED + "\">"
                            + server.sessions.events().created()),
                    reply);
            long id = id(reply);
            assertTrue(alice.notification().contains("<alarm-raised"));
            assertTrue(alice.notification().contains("<replay-completed xmlns=\"" + Ns.SUBSCRIBED + "\"><id>" + id));
            String modify = "<id>" + id + "</id><stream-xpath-filter>/p:none</stream-xpath-filter>";
            alice.ok(operation("modify-subscription", modify));
            String modified = alice.notification();
            assertTrue(
                    modified.contains("<subscription-modified")
                            && modified.contains("xmlns:p=\"" + LocalClient.PROBES + "\">/p:none<"),
                    modified);
            raise();
            long second = id(alice.call(establish("<stream>NETCONF</stream>")));
            raise();
            assertTrue(alice.notification().contains("<alarm-raised"), "of the second one alone");
            alice.ok(operation("delete-subscription", "<id>" + second + "</id>"));
            raise();
            assertTrue(alice.call(operation("delete-subscription", "<id>" + second + "</id>"))
                    .contains("ietf-subscribed-notifications:no-such-subscription"));
            assertEquals(0, alice.waiting());
            List<Dynamic> left = server.sessions.dynamic();
            assertEquals(List.of(id), left.stream().map(Dynamic::id).toList());
        }
        assertEquals(List.of(), server.sessions.dynamic(), "a session takes its subscriptions with it");
    }

    @Test
    void othersKillAndTimeEnds() throws Exception {
        try (var alice = new PipeClient(server, "alice");
                var bob = new PipeClient(server, "bob")) {
            long first = id(bob.call(establish("<stream>NETCONF</stream>")));
            String kill = operation("kill-subscription", "<id>" + first + "</id>");
            assertTrue(bob.call(kill).contains("access-denied"));
            assertTrue(alice.call(operation("delete-subscription", "<id>" + first + "</id>"))
                    .contains("no-such-subscription"));
            alice.ok(kill);
            String told = bob.notification("subscription-terminated");
            assertTrue(told.contains("no-such-subscription"), told);
            long second = id(bob.call(establish(
                    "<stream>NETCONF</stream><stop-time>" + Instant.now().plusMillis(500) + "</stop-time>")));
            told = bob.notification("subscription-terminated");
            assertEquals(second, id(told));
            assertEquals(List.of(), server.sessions.dynamic());
        }
    }

    @Test
    void aDatastoreIsPushedByPeriods() throws Exception {
        String filter =
                "<yp:datastore-xpath-filter>/p:probes/p:probe[p:name='new']/p:target</yp:datastore-xpath-filter>";
        try (var alice = new PipeClient(server, "alice")) {
            alice.ok(probe("new", "192.0.2.1"));
            long id = id(alice.call(push("running", filter + PERIODIC)));
            String update = alice.notification();
            assertTrue(update.contains("<push-update xmlns=\"" + Ns.PUSH + "\"><id>" + id + "</id>"), update);
            assertTrue(
                    update.contains("<probe><name>new</name><target>192.0.2.1</target></probe>"),
                    "with its key: " + update);
            alice.ok(probe("new", "192.0.2.2"));
            while (!update.contains("192.0.2.2")) {
                update = alice.notification();
            }
            alice.ok(operation(
                    "modify-subscription",
                    "<id>" + id + "</id><yp:datastore>ds:operational</yp:datastore>"
                            + "<yp:datastore-subtree-filter><alarms xmlns='" + AlarmShapes.NS
                            + "'><alarm-list><number-of-alarms/></alarm-list></alarms></yp:datastore-subtree-filter>"
                            + PERIODIC));
            String modified = alice.notification("subscription-modified");
            assertTrue(modified.contains("operational") && modified.contains("<number-of-alarms"), modified);
            update = alice.notification("push-update");
            assertTrue(update.contains("<number-of-alarms>") && !update.contains("<target>"), update);
        }
    }

    @Test
    void aDatastoreIsPushedOnChange() throws Exception {
        String filter =
                "<yp:datastore-xpath-filter>/p:probes/p:probe[starts-with(p:name, 'n')]</yp:datastore-xpath-filter>";
        String onChange = "<yp:on-change><yp:excluded-change>delete</yp:excluded-change></yp:on-change>";
        try (var alice = new PipeClient(server, "alice")) {
            alice.ok(probe("n=1", "192.0.2.1"));
            long id = id(alice.call(push("running", filter + onChange)));
            assertTrue(alice.notification().contains("<name>n=1</name><target>192.0.2.1</target>"), "sync-on-start");
            alice.ok(probe("other", "192.0.2.9"));
            alice.ok(probe("n2", "192.0.2.2"));
            String created = alice.notification();
            assertTrue(created.contains("<push-change-update") && id(created) == id, created);
            assertTrue(
                    created.contains("<operation>create</operation><target>/pathgauge-probes:probes/probe=n2</target>"
                            + "<value><probe xmlns=\"" + LocalClient.PROBES + "\"><name>n2</name>"),
                    created);
            alice.ok(probe("n=1", "192.0.2.3"));
            String replaced = alice.notification();
            assertTrue(
                    replaced.contains(
                            "<operation>replace</operation><target>/pathgauge-probes:probes/probe=n%3D1/target"
                                    + "</target><value><target xmlns=\"" + LocalClient.PROBES
                                    + "\">192.0.2.3</target></value>"),
                    replaced);
            alice.ok("<edit-config><target><running/></target><config xmlns:nc='" + Ns.NETCONF + "'>"
                    + LocalClient.probe("nc:operation='delete'", "n2", "") + "</config></edit-config>");
            alice.ok("<resync-subscription xmlns='" + Ns.PUSH + "'><id>" + id + "</id></resync-subscription>");
            String all = alice.notification();
            assertTrue(all.contains("<push-update") && !all.contains("n2"), "a delete is excluded: " + all);
        }
    }

    @Test
    void changesWithinTheDampeningPeriodAreToldTogetherAfterIt() throws Exception {
        String onChange = "<yp:on-change><yp:dampening-period>100</yp:dampening-period></yp:on-change>";
        try (var alice = new PipeClient(server, "alice")) {
            id(alice.call(
                    push("running", "<yp:datastore-xpath-filter>/p:probes</yp:datastore-xpath-filter>" + onChange)));
            String told = alice.notification();
            for (int i = 1; i <= 4; i++) {
                alice.ok(probe("n", "192.0.2." + i));
            }
            while (!told.contains(">192.0.2.4<")) {
                String next = alice.notification();
                long between =
                        java.time.Duration.between(time(told), time(next)).toMillis();
                assertTrue(between >= 1000, between + " ms: " + next);
                told = next;
            }
            assertEquals(0, alice.waiting());
        }
    }

    private static Instant time(String notification) {
        return Instant.parse(notification.replaceAll("(?s).*<eventTime>([^<]*)</eventTime>.*", "$1"));
    }

    @Test
    void alarmsArePushedOnChangeAndMeasurementsAreNot() throws Exception {
        String alarms = "<yp:datastore-subtree-filter><alarms xmlns='" + AlarmShapes.NS
                + "'><alarm-list/></alarms></yp:datastore-subtree-filter>";
        String onChange = "<yp:on-change><yp:sync-on-start>false</yp:sync-on-start></yp:on-change>";
        try (var alice = new PipeClient(server, "alice")) {
            String all = alice.call(push("operational", onChange));
            assertTrue(all.contains("ietf-yang-push:on-change-unsupported"), all);
            id(alice.call(push("operational", alarms + onChange)));
            snapshot.set(snapshot.get()
                    .but()
                    .alarms(List.of(SnapshotFixtures.alarm(1, 1)), List.of(), 0)
                    .build());
            server.sessions.changed(true);
            String told = alice.notification();
            assertTrue(told.contains("<operation>delete</operation>"), told);
            assertTrue(told.contains("/pathgauge-alarms:alarms/alarm-list/number-of-alarms</target><value>"), told);
        }
    }

    @Test
    void refusesWithTheIdentityOfTheReason() throws Exception {
        try (var alice = new PipeClient(server, "alice")) {
            for (var wrong : List.of(
                    List.of(establish("<stream>none</stream>"), "invalid-value", "stream"),
                    List.of(
                            establish("<stream>NETCONF</stream><encoding>encode-json</encoding>"),
                            "invalid-value",
                            "ietf-subscribed-notifications:encoding-unsupported"),
                    List.of(
                            establish("<stream>NETCONF</stream><stream-xpath-filter>/a[</stream-xpath-filter>"),
                            "invalid-value",
                            "ietf-subscribed-notifications:filter-unsupported"),
                    List.of(
                            establish("<stream>NETCONF</stream><stream-subtree-filter>" + "<a/>".repeat(500)
                                    + "</stream-subtree-filter>"),
                            "resource-denied",
                            "ietf-subscribed-notifications:insufficient-resources"),
                    List.of(
                            establish("<stream>NETCONF</stream><stop-time>2020-01-01T00:00:00Z</stop-time>"),
                            "invalid-value",
                            "stop-time"),
                    List.of(push("candidate", PERIODIC), "invalid-value", "ietf-yang-push:datastore-not-subscribable"),
                    List.of(
                            push("running", PERIODIC.replace("100", "10")),
                            "invalid-value",
                            "ietf-yang-push:period-unsupported"),
                    List.of(
                            operation("modify-subscription", "<id>99</id>"),
                            "invalid-value",
                            "no-such-subscription"))) {
                String reply = alice.call(wrong.getFirst());
                assertTrue(reply.contains("<error-tag>" + wrong.get(1) + "</error-tag>"), reply);
                assertTrue(reply.contains(wrong.get(2)), reply);
            }
            for (int i = 0; i < Subscriptions.MOST; i++) {
                id(alice.call(establish("<stream>NETCONF</stream>")));
            }
            assertTrue(alice.call(establish("<stream>NETCONF</stream>")).contains("insufficient-resources"));
            assertTrue(alice.call("<create-subscription xmlns='" + Ns.NOTIFICATION + "'/>")
                    .contains("in-use"));
            assertFalse(server.sessions.dynamic().isEmpty());
        }
    }
}
