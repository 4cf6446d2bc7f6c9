package org.pathgauge.snmp.set;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigLoader;
import org.pathgauge.config.ConfigParticipant;
import org.pathgauge.config.Datastore;
import org.pathgauge.config.DatastoreLocks;
import org.pathgauge.config.Editor;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.ScalarGroup;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Phases of a SET and its errors, on a datastore with its file. */
class SetsTest {
    private static final OID CONTACT = new OID("1.3.6.1.2.1.1.4.0");
    private static final OID LOCATION = new OID("1.3.6.1.2.1.1.6.0");
    private static final OID UP_TIME = new OID("1.3.6.1.2.1.1.3.0");
    private static final List<String> SNMP = List.of("pathgauge-system:agent", "snmp");

    @TempDir
    Path folder;

    private Path file;
    private Datastore datastore;
    private Sets sets;
    private SetTransaction failed;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("pathgauge.json");
        Files.writeString(file, "{\"pathgauge-system:agent\": {\"snmp\": {\"contact\": \"before\"}}}");
        datastore =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();
        sets = new Sets(new MibTree(List.of(leaf(CONTACT, "contact"), leaf(LOCATION, "location"), view(UP_TIME))));
        sets.datastore(datastore);
    }

    private static MibView view(OID root) {
        return new ScalarGroup(root, List.of());
    }

    private static MibView leaf(OID root, String name) {
        return new TextLeaf(view(root), 255, SNMP, name);
    }

    private static VariableBinding of(OID oid, String value) {
        return new VariableBinding(oid, new OctetString(value));
    }

    private SetTransaction set(VariableBinding... variables) {
        return sets.begin("test", List.of(variables));
    }

    private String contact() {
        return datastore.config().snmp().contact();
    }

    private String location() {
        return datastore.config().snmp().location();
    }

    @Test
    void commitWritesAllVariablesIntoDatastoreAndFile() throws Exception {
        SetTransaction both = set(of(CONTACT, "Zoë"), of(LOCATION, "rack 7"));
        assertEquals(SetResult.OK, both.test());
        assertEquals("before", contact(), "a test changes nothing");
        assertEquals(SetResult.OK, both.commit());
        both.cleanup();
        assertEquals("Zoë", contact());
        assertEquals("rack 7", location());
        String written = Files.readString(file);
        assertTrue(written.contains("Zoë") && written.contains("rack 7"), written);
    }

    @Test
    void undoTakesCommitBack() {
        String before = contact();
        SetTransaction transaction = set(of(CONTACT, "after"), of(LOCATION, "there"));
        assertEquals(SetResult.OK, transaction.test());
        assertEquals(SetResult.OK, transaction.commit());
        assertEquals("after", contact());
        assertEquals(SetResult.OK, transaction.undo());
        assertEquals(before, contact());
        assertEquals("", location());
    }

    @Test
    void undoAfterSomebodyElsesChangeFails() throws Exception {
        SetTransaction transaction = set(of(CONTACT, "after"));
        assertEquals(SetResult.OK, transaction.commit());
        assertEquals(SetResult.OK, set(of(LOCATION, "elsewhere")).commit());
        assertEquals(new SetResult(PDU.undoFailed, 0), transaction.undo());
        assertEquals("after", contact());
        assertEquals("elsewhere", location());
    }

    /** A leaf whose SET does something after the configuration is committed, and fails then. */
    private void contactFailsAfter(SetStage.Step step) {
        WritableView contact = new SettableView(view(CONTACT)) {
            @Override
            public void set(SetStage stage, Assignment a) {
                stage.config().root().child(SNMP.get(0)).child(SNMP.get(1)).put("contact", "after");
                stage.afterwards(step, () -> {});
                stage.afterwards(
                        () -> {
                            throw SetException.commitFailed(a, "as the test wants it");
                        },
                        () -> {});
            }
        };
        Sets failing = new Sets(new MibTree(List.of(contact)));
        failing.datastore(datastore);
        failed = failing.begin("test", List.of(of(CONTACT, "after")));
    }

    @Test
    void setThatFailsTakesBackNoCommitOfOthers() throws Exception {
        SetResult[] others = new SetResult[1];
        Thread other = Thread.ofPlatform()
                .unstarted(() -> others[0] = set(of(LOCATION, "elsewhere")).commit());
        contactFailsAfter(() -> {
            other.start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            // Until it has committed, or waits for the end of this SET.
            while (other.getState() != Thread.State.WAITING && other.isAlive()) {
                assertTrue(System.nanoTime() < deadline, "the other committer neither waits nor ends");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
        assertEquals(new SetResult(PDU.commitFailed, 1), failed.commit());
        other.join();
        assertEquals(SetResult.OK, others[0]);
        assertEquals("before", contact());
        assertEquals("elsewhere", location());
    }

    @Test
    void setThatFailsAndCannotBeUndoneSaysSo() throws Exception {
        contactFailsAfter(() -> assertDoesNotThrow(() -> Files.writeString(file, "{ }")));
        SetResult undoFailed = new SetResult(PDU.undoFailed, 0);
        assertEquals(undoFailed, failed.commit(), "the file was edited meanwhile");
        assertEquals(undoFailed, failed.undo(), "an AgentX master asks again");
        assertEquals("after", contact());
        datastore.reload();
        assertEquals("", contact());
    }

    @Test
    void oneWrongVariableKeepsAllFromBeingWritten() {
        SetResult refused = set(of(CONTACT, "after"), new VariableBinding(LOCATION, new Integer32(7)))
                .commit();
        assertEquals(new SetResult(PDU.wrongType, 2), refused);
        assertEquals("before", contact());
    }

    private void refused(int status, String oid, String value) {
        SetTransaction transaction = set(of(LOCATION, "there"), of(new OID(oid), value));
        assertEquals(new SetResult(status, 2), transaction.test(), oid);
        assertEquals(new SetResult(status, 2), transaction.commit(), oid);
        assertEquals("", location());
    }

    @Test
    void errorsHaveTheirStatus() {
        refused(PDU.notWritable, "1.3.6.1.2.1.1.3.0", "a view that is read-only");
        refused(PDU.notWritable, "1.3.6.1.2.1.99.1", "nothing is there");
        refused(PDU.noCreation, "1.3.6.1.2.1.1.4.0.1", "a scalar has no other instance");
        refused(PDU.wrongLength, "1.3.6.1.2.1.1.4.0", "x".repeat(256));
        refused(PDU.wrongValue, "1.3.6.1.2.1.1.4.0", "\007");
    }

    @Test
    void lockOfOthersMakesResourceUnavailable() throws Exception {
        Editor alice = new Editor("netconf:alice", 7);
        assertEquals(Optional.empty(), datastore.candidate().lock(DatastoreLocks.Target.RUNNING, alice));
        assertEquals(PDU.resourceUnavailable, set(of(CONTACT, "after")).test().status());
        assertEquals(PDU.resourceUnavailable, set(of(CONTACT, "after")).commit().status());
        assertTrue(datastore.candidate().unlock(DatastoreLocks.Target.RUNNING, alice));
        assertEquals(SetResult.OK, set(of(CONTACT, "after")).commit());
    }

    @Test
    void whatAPartOfTheAgentRefusesIsFoundByTheTestToo() {
        boolean[] applied = new boolean[1];
        datastore.addParticipant(new ConfigParticipant() {
            @Override
            public String name() {
                return "strict";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) throws ConfigException {
                if (after.snmp().location().equals("moon")) {
                    throw new ConfigException(
                            ConfigError.resourceDenied("/pathgauge-system:agent/snmp/location", "too far"));
                }
                return new Prepared() {
                    @Override
                    public void apply() {
                        applied[0] = true;
                    }

                    @Override
                    public void rollback() {}
                };
            }
        });
        SetTransaction refused = set(of(CONTACT, "after"), of(LOCATION, "moon"));
        assertEquals(new SetResult(PDU.resourceUnavailable, 2), refused.test());
        assertEquals(new SetResult(PDU.resourceUnavailable, 2), refused.commit());
        assertEquals(SetResult.OK, set(of(LOCATION, "earth")).test());
        assertFalse(applied[0], "a test applies nothing");
    }

    @Test
    void fileEditedByAPersonIsNotOverwritten() throws Exception {
        Files.writeString(file, "{}");
        assertEquals(
                new SetResult(PDU.resourceUnavailable, 1),
                set(of(CONTACT, "after")).test());
        assertEquals(
                new SetResult(PDU.commitFailed, 1), set(of(CONTACT, "after")).commit());
        assertEquals("{}", Files.readString(file));
    }

    @Test
    void withoutDatastoreNothingIsAvailable() {
        Variable value = new OctetString("x");
        Sets early = new Sets(new MibTree(List.of(leaf(CONTACT, "contact"))));
        assertEquals(
                new SetResult(PDU.resourceUnavailable, 1),
                early.begin("test", List.of(new VariableBinding(CONTACT, value)))
                        .commit());
    }
}
