package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pathgauge.netconf.LocalClient.probe;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.SnapshotFixtures;

/** Short scenarios of several operations in one table each: who does what, and what it answers. */
class BehavioursTest {
    private static final String CONFIG = """
            {"pathgauge-probes:probes": {"probe": [
               {"name": "a", "target": "192.0.2.1"}, {"name": "b", "target": "192.0.2.2", "ttl": 9}]},
             "pathgauge-filter:filter": {"rule": [
               {"name": "one", "order": 1, "source-prefix": "203.0.113.0/24", "action": "count"}]},
             "ietf-netconf-acm:nacm": {
               "groups": {"group": [{"name": "admin", "user-name": ["alice"]}, {"name": "ops", "user-name": ["bob"]}]},
               "rule-list": [
                 {"name": "admins", "group": ["admin"],
                  "rule": [{"name": "all", "access-operations": "*", "action": "permit"}]},
                 {"name": "of-ops", "group": ["ops"], "rule": [
                  {"name": "no-discard", "rpc-name": "discard-changes", "access-operations": "exec", "action": "deny"},
                  {"name": "hide", "path": "/pathgauge-probes:probes/probe[name='b']/ttl", "access-operations": "read",
                   "action": "deny"},
                  {"name": "probes", "path": "/pathgauge-probes:probes", "access-operations": "*",
                   "action": "permit"}]}]}}
            """;

    @TempDir
    Path folder;

    /** One step: who asks what, and the first error's line or "ok". */
    private record Step(LocalClient who, String operation, String answer) {}

    private static void run(List<Step> steps) throws Exception {
        for (Step step : steps) {
            String reply = step.who.call(step.operation);
            String answer = reply.contains("<ok") ? "ok" : step.who.error(step.operation);
            assertEquals(step.answer, answer, step.operation + "\n" + reply);
        }
    }

    private static String copy(String target, String source) {
        return "<copy-config><target><" + target + "/></target><source>" + source + "</source></copy-config>";
    }

    private static String rule(String name, int order) {
        return "<filter xmlns='urn:pathgauge:yang:pathgauge-filter'><rule><name>" + name + "</name><order>" + order
                + "</order><source-prefix>198.51.100.0/24</source-prefix><action>count</action></rule></filter>";
    }

    @Test
    void copiesLocksAndRulesOfAccess() throws Exception {
        var server = new LocalServer(folder, CONFIG, SnapshotFixtures.snapshot(1));
        var alice = new LocalClient(server, "alice");
        var bob = new LocalClient(server, "bob");
        String validate = "<validate><source><candidate/></source></validate>";
        String c = probe("c", "<target>192.0.2.3</target>");
        run(List.of(
                new Step(alice, validate, "ok"),
                new Step(alice, alice.edit("candidate", probe("c", "")), "ok"),
                new Step(alice, validate, "data-missing /pgp:probes/pgp:probe[pgp:name='c']/pgp:target"),
                new Step(bob, "<discard-changes/>", "access-denied"),
                new Step(alice, copy("candidate", "<running/>"), "ok"),
                new Step(alice, validate, "ok"),
                new Step(bob, bob.edit("candidate", c), "ok"),
                new Step(bob, "<commit/>", "ok"),
                new Step(bob, bob.edit("running", probe("nc:operation='delete'", "c", "")), "ok"),
                new Step(bob, copy("running", "<candidate/>"), "ok"),
                new Step(alice, "<lock><target><running/></target></lock>", "ok"),
                new Step(bob, copy("running", "<config>" + c + "</config>"), "in-use"),
                new Step(bob, bob.edit("running", c), "in-use"),
                new Step(alice, "<unlock><target><running/></target></unlock>", "ok"),
                new Step(alice, "<delete-config><target><running/></target></delete-config>", "invalid-value")));
        assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2"), alice.targets("running"));
    }

    @Test
    void whatTheModelSaysOfWholeLists() throws Exception {
        var server = new LocalServer(folder, CONFIG, SnapshotFixtures.snapshot(1));
        var alice = new LocalClient(server, "alice");
        String groups =
                "<n:nacm><n:groups><n:group><n:name>g</n:name><n:user-name %s>u</n:user-name></n:group></n:groups>"
                        + "</n:nacm>";
        run(List.of(
                new Step(alice, alice.edit("running", rule("two", 2)), "ok"),
                new Step(
                        alice,
                        alice.edit("running", rule("three", 1)),
                        "operation-failed data-not-unique /pgf:filter/pgf:rule[pgf:name='three']/pgf:order"),
                new Step(alice, alice.edit("running", groups.formatted("")), "ok"),
                new Step(
                        alice,
                        alice.edit("running", groups.formatted("nc:operation='create'")),
                        "data-exists /nacm:nacm/nacm:groups/nacm:group[nacm:name='g']/nacm:user-name[.='u']"),
                new Step(alice, alice.edit("running", groups.formatted("nc:operation='delete'")), "ok"),
                new Step(
                        alice,
                        alice.edit("running", groups.formatted("nc:operation='delete'")),
                        "data-missing /nacm:nacm/nacm:groups/nacm:group[nacm:name='g']/nacm:user-name[.='u']"),
                new Step(alice, alice.edit("running", groups.formatted("nc:operation='remove'")), "ok")));
    }

    @Test
    void aConfirmedCommitGoesOnWithWhatWasAddedToIt() throws Exception {
        var server = new LocalServer(folder, CONFIG, SnapshotFixtures.snapshot(1));
        var alice = new LocalClient(server, "alice");
        String confirmed = "<commit><confirmed/><confirm-timeout>600</confirm-timeout></commit>";
        String c = probe("c", "<target>192.0.2.3</target>");
        String d = probe("d", "<target>192.0.2.4</target>");
        run(List.of(
                new Step(alice, alice.edit("candidate", c), "ok"),
                new Step(alice, confirmed, "ok"),
                new Step(alice, alice.edit("candidate", d), "ok"),
                new Step(alice, "<commit/>", "ok"),
                new Step(alice, "<cancel-commit/>", "operation-failed"),
                new Step(alice, alice.edit("candidate", probe("nc:operation='delete'", "c", "")), "ok"),
                new Step(alice, confirmed, "ok"),
                new Step(alice, "<cancel-commit/>", "ok")));
        assertEquals(List.of("a=192.0.2.1", "b=192.0.2.2", "c=192.0.2.3", "d=192.0.2.4"), alice.targets("running"));
    }

    @Test
    void anAnchorSaysWhenUpdatesAreDue() {
        Instant anchor = Instant.parse("2026-01-01T00:00:00Z");
        var anchored = new Push.Periodic(1000, java.util.Optional.of(anchor));
        for (var due : List.of(
                List.of("2025-12-31T23:59:51Z", "2026-01-01T00:00:00Z"),
                List.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z"),
                List.of("2026-01-01T00:00:09.999Z", "2026-01-01T00:00:10Z"),
                List.of("2026-01-01T01:00:01Z", "2026-01-01T01:00:10Z"))) {
            Instant now = Instant.parse(due.getFirst());
            assertEquals(Instant.parse(due.getLast()), anchored.next(now.minusSeconds(3), now));
        }
        var free = new Push.Periodic(1000, java.util.Optional.empty());
        assertEquals(anchor.plusSeconds(13), free.next(anchor.plusSeconds(3), anchor.plusSeconds(4)));
    }
}
