package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.SnapshotFixtures;

/** set-operator-state and purge-alarms: who may, in whose name, and what is refused. */
class AlarmOperationsTest {
    private static final String ACK = "<set-operator-state xmlns='" + AlarmShapes.NS
            + "'><id>2</id><state>ack</state><text>on it</text>" + "</set-operator-state>";
    private static final String PURGE = "<purge-alarms xmlns='" + AlarmShapes.NS
            + "'><older-than>60</older-than><operator-state>closed</operator-state></purge-alarms>";

    @TempDir
    private Path folder;

    private LocalServer server(String nacm) throws Exception {
        return new LocalServer(folder, "{" + nacm + "}", SnapshotFixtures.snapshot(1));
    }

    @Test
    void isDoneInTheNameOfTheSessionsUser() throws Exception {
        LocalServer server = server(LocalServer.ADMIN);
        LocalClient alice = new LocalClient(server, "alice");
        alice.ok(ACK);
        assertTrue(alice.call(PURGE).contains(">7</"), "how many were purged");
        assertEquals(List.of("ack by alice: on it", "purge 60 closed"), server.alarms.asked);
    }

    @Test
    void needsRule() throws Exception {
        LocalServer server = server("");
        LocalClient bob = new LocalClient(server, "bob");
        assertEquals("access-denied", bob.error(ACK));
        assertEquals("access-denied", bob.error(PURGE));
        assertEquals(List.of(), server.alarms.asked);
    }

    @Test
    void refusesWhatIsNotThere() throws Exception {
        LocalClient alice = new LocalClient(server(LocalServer.ADMIN), "alice");
        assertEquals("invalid-value", alice.error(ACK.replace("<id>2<", "<id>3<")));
        assertEquals("invalid-value", alice.error(ACK.replace(">ack<", ">shelved<")));
        assertEquals("missing-element", alice.error(ACK.replace("<id>2</id>", "")));
    }
}
