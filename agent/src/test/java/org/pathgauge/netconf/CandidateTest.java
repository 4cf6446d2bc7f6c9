package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.netconf.LocalClient.probe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigException;
import org.pathgauge.model.SnapshotFixtures;

/** Locks, the candidate and confirmed commits (RFC 6241 sections 7.5, 8.3 and 8.4). */
class CandidateTest {
    private static final String ADD = probe("b", "<target>192.0.2.2</target>");
    private static final List<String> OLD = List.of("a=192.0.2.1");
    private static final List<String> NEW = List.of("a=192.0.2.1", "b=192.0.2.2");

    @TempDir
    Path folder;

    private LocalServer server;
    private LocalClient alice;
    private LocalClient other;

    @BeforeEach
    void start() throws Exception {
        server = restart("""
                {"pathgauge-probes:probes": {"probe": [{"name": "a", "target": "192.0.2.1"}]}, %s}
                """.formatted(LocalServer.ADMIN));
        alice = new LocalClient(server, "alice");
        other = new LocalClient(server, "alice");
    }

    private LocalServer restart(String json) throws Exception {
        return new LocalServer(folder, json, SnapshotFixtures.snapshot(1));
    }

    private static String lock(String target) {
        return "<lock><target><" + target + "/></target></lock>";
    }

    private static String unlock(String target) {
        return "<unlock><target><" + target + "/></target></unlock>";
    }

    @Test
    void aLockKeepsOthersOut() throws Exception {
        alice.ok(lock("running"));
        String refusal = other.call(lock("running"));
        assertTrue(refusal.contains("<session-id>" + alice.id() + "</session-id>"), refusal);
        assertEquals("lock-denied", other.error(lock("running")));
        assertEquals("lock-denied", alice.error(lock("running")));
        assertEquals("in-use", other.error(other.edit("running", ADD)));
        assertEquals("in-use", other.error("<commit/>"));
        assertEquals("operation-failed", other.error(unlock("running")));
        ConfigException reload = assertThrows(ConfigException.class, server.datastore::reload);
        assertTrue(reload.getMessage().contains("locked by netconf:alice"), reload.getMessage());
        String state = other.call("<get><filter><netconf-state xmlns='" + Ns.MONITORING
                + "'><datastores/></netconf-state></filter></get>");
        assertTrue(state.contains("<locked-by-session>" + alice.id() + "</locked-by-session>"), state);
        alice.ok(alice.edit("running", ADD));
        alice.ok(unlock("running"));
        server.datastore.reload();
        other.ok(other.edit("running", probe("nc:operation='delete'", "b", "")));
        other.ok(lock("running"));
        other.close();
        alice.ok(lock("running"));
    }

    @Test
    void theEndOfALockDropsTheChangesOfTheCandidate() throws Exception {
        alice.ok(lock("candidate"));
        alice.ok(alice.edit("candidate", ADD));
        assertEquals("in-use", other.error("<discard-changes/>"));
        assertEquals("in-use", other.error(other.edit("candidate", ADD)));
        alice.ok(unlock("candidate"));
        assertEquals(OLD, alice.targets("candidate"));
        alice.ok(lock("candidate"));
        alice.ok(alice.edit("candidate", ADD));
        alice.close();
        assertEquals(OLD, other.targets("candidate"));
        other.ok(lock("candidate"));
    }

    @Test
    void aChangedCandidateCannotBeLocked() throws Exception {
        alice.ok(alice.edit("candidate", ADD));
        assertEquals("lock-denied", other.error(lock("candidate")));
        other.ok("<discard-changes/>");
        other.ok(lock("candidate"));
    }

    @Test
    void aKilledSessionHoldsNothing() throws Exception {
        alice.ok(lock("running"));
        server.sessions.clearUp(server.sessions.open().stream()
                .filter(s -> s.id() == alice.id())
                .findFirst()
                .orElseThrow());
        other.ok(lock("running"));
    }

    @Test
    void aCandidateFollowsTheRunningConfigurationUntilItIsChanged() throws Exception {
        other.ok(other.edit("running", ADD));
        assertEquals(NEW, alice.targets("candidate"));
        alice.ok(alice.edit("candidate", probe("c", "<target>192.0.2.3</target>")));
        alice.ok("<commit/>");
        assertEquals(3, other.targets("running").size());
        alice.ok("<copy-config><target><running/></target><source><config>" + ADD + "<nacm xmlns='" + Ns.NACM
                + "'><enable-nacm>false</enable-nacm></nacm></config></source></copy-config>");
        assertEquals(List.of("b=192.0.2.2"), other.targets("candidate"));
    }

    private String confirmed(String more) {
        return "<commit><confirmed/>" + more + "</commit>";
    }

    @Test
    void aConfirmedCommitIsUndoneWhenNobodyConfirmsIt() throws Exception {
        alice.ok(alice.edit("candidate", ADD));
        alice.ok(confirmed("<confirm-timeout>1</confirm-timeout>"));
        assertEquals(NEW, other.targets("running"));
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Path backup = folder.resolve("state/confirmed-commit.json");
        while (Files.exists(backup) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertEquals(OLD, other.targets("running"));
        assertTrue(Files.notExists(backup), "the backup goes last");
    }

    @Test
    void aConfirmedCommitEndsWithItsSession() throws Exception {
        alice.ok(alice.edit("candidate", ADD));
        alice.ok(confirmed(""));
        assertEquals("in-use", other.error("<commit/>"));
        assertEquals("in-use", other.error(other.edit("running", ADD)));
        assertEquals("lock-denied", other.error(lock("running")));
        assertThrows(ConfigException.class, server.datastore::reload);
        alice.close();
        assertEquals(OLD, other.targets("running"));
    }

    @Test
    void aPersistentOneCanBeConfirmedByWhoKnowsItsId() throws Exception {
        alice.ok(alice.edit("candidate", ADD));
        alice.ok(confirmed("<persist>token</persist>"));
        alice.close();
        assertEquals(NEW, other.targets("running"));
        assertEquals("in-use", other.error("<commit/>"));
        assertEquals("invalid-value", other.error("<commit><persist-id>wrong</persist-id></commit>"));
        other.ok("<commit><persist-id>token</persist-id></commit>");
        other.close();
        assertEquals(NEW, new LocalClient(server, "alice").targets("running"));
        assertTrue(Files.notExists(folder.resolve("state/confirmed-commit.json")));
        assertEquals(NEW, new LocalClient(restart(""), "alice").targets("running"));
    }

    @Test
    void aFollowUpProlongsButDoesNotForgetWhatWasBefore() throws Exception {
        alice.ok(alice.edit("candidate", ADD));
        alice.ok(confirmed("<persist>one</persist>"));
        alice.ok(alice.edit("candidate", probe("c", "<target>192.0.2.3</target>")));
        alice.ok(confirmed("<persist>two</persist><persist-id>one</persist-id>"));
        assertEquals("invalid-value", other.error("<cancel-commit><persist-id>one</persist-id></cancel-commit>"));
        other.ok("<cancel-commit><persist-id>two</persist-id></cancel-commit>");
        assertEquals(OLD, other.targets("running"));
        assertEquals("operation-failed", other.error("<cancel-commit/>"));
    }

    @Test
    void aFailedCommitLeavesNothingArmed() throws Exception {
        alice.ok(alice.edit("candidate", probe("b", "")));
        assertEquals(
                "data-missing /pgp:probes/pgp:probe[pgp:name='b']/pgp:target",
                alice.error(confirmed("<confirm-timeout>1</confirm-timeout>")));
        assertTrue(Files.notExists(folder.resolve("state/confirmed-commit.json")));
        alice.ok("<discard-changes/>");
        other.ok(other.edit("running", ADD));
        assertEquals("operation-failed", alice.error("<cancel-commit/>"));
    }

    @Test
    void aRestartWithinTheWindowUndoesEvenAPersistentOne() throws Exception {
        String before = Files.readString(server.file);
        alice.ok(alice.edit("candidate", ADD));
        alice.ok(confirmed("<persist>token</persist>"));
        LocalServer next = restart("");
        assertEquals(OLD, new LocalClient(next, "alice").targets("running"));
        assertEquals(before, Files.readString(next.file), "a person's layout comes back too");
        assertTrue(Files.notExists(folder.resolve("state/confirmed-commit.json")));
    }
}
