package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.pathgauge.files.DurableFile;
import org.pathgauge.model.AgentConfig;

class DatastoreTest {
    private static final String ONE = """
            {"pathgauge-probes:probes": {"probe": [{"name": "one", "target": "192.0.2.1"}]}}""";
    private static final String TWO = """
            {"pathgauge-probes:probes": {"probe": [
              {"name": "two", "target": "192.0.2.2"}, {"name": "one", "target": "192.0.2.1"}]}}""";

    @TempDir
    Path folder;

    private Path file;
    private IndexRegistry indexes;
    private Datastore datastore;
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("pathgauge.json");
        Files.writeString(file, ONE);
        ConfigLoader.Started started = ConfigLoader.start(file, folder.resolve("state"));
        indexes = started.indexes();
        datastore = started.datastore().join();
    }

    /** Notes what happens to it, and fails where it is told to. */
    private final class Part implements ConfigParticipant {
        private final String name;
        private final String failsIn;
        private AgentConfig inForce = datastore.config();

        Part(String name, String failsIn) {
            this.name = name;
            this.failsIn = failsIn;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Prepared prepare(AgentConfig oldConfig, AgentConfig newConfig) throws ConfigException {
            assertSame(inForce, oldConfig, "the old configuration is the one in force");
            step("prepare");
            return new Prepared() {
                @Override
                public void apply() throws ConfigException {
                    step("apply");
                    inForce = newConfig;
                }

                @Override
                public void rollback() {
                    log.add(name + " rollback");
                    if (failsIn.equals("crash in rollback")) {
                        throw new IllegalStateException("a bug");
                    }
                    inForce = oldConfig;
                }
            };
        }

        private void step(String step) throws ConfigException {
            log.add(name + " " + step);
            if (failsIn.equals("crash in " + step)) {
                throw new IllegalStateException("a bug");
            }
            if (failsIn.equals(step)) {
                throw new ConfigException(ConfigError.resourceDenied(
                        "/pathgauge-probes:probes/probe[name='two']/target", name + " cannot " + step));
            }
        }
    }

    @Test
    void aCommitIsPreparedByAllThenAppliedThenKept() throws Exception {
        Part a = new Part("a", "");
        Part b = new Part("b", "");
        datastore.addParticipant(a);
        datastore.addParticipant(b);
        datastore.addListener(c -> log.add(c.by().name() + " "
                + c.before().probes().size() + "->" + c.after().probes().size()));

        datastore.commitJson("test", TWO);

        assertEquals(List.of("a prepare", "b prepare", "a apply", "b apply", "test 1->2"), log);
        assertEquals(2, datastore.config().probes().size());
        assertSame(datastore.config(), b.inForce);
        assertEquals(TWO, Files.readString(file));
        assertEquals(ONE, Files.readString(folder.resolve("pathgauge.json.previous")));
        assertEquals(
                ConfigLoader.Origin.KNOWN,
                ConfigLoader.start(file, folder.resolve("state")).origin());
    }

    @Test
    void allRefusalsOfPrepareAreReportedAndNothingIsApplied() throws Exception {
        datastore.addParticipant(new Part("a", "prepare"));
        datastore.addParticipant(new Part("b", ""));
        datastore.addParticipant(new Part("c", "prepare"));

        ConfigException e = assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertEquals(
                List.of("a cannot prepare", "c cannot prepare"),
                e.errors().stream().map(ConfigError::message).toList());
        assertEquals(2, e.errors().getFirst().line(), "the refusal names the place in the document");
        assertEquals(List.of("a prepare", "b prepare", "c prepare", "b rollback"), log);
        assertUnchanged();
    }

    @Test
    void aFailureInApplyRollsAllBackInReverseOrder() throws Exception {
        Part a = new Part("a", "");
        datastore.addParticipant(a);
        datastore.addParticipant(new Part("b", "apply"));
        datastore.addParticipant(new Part("c", ""));

        assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertEquals(
                List.of(
                        "a prepare",
                        "b prepare",
                        "c prepare",
                        "a apply",
                        "b apply",
                        "c rollback",
                        "b rollback",
                        "a rollback"),
                log);
        assertSame(datastore.config(), a.inForce);
        assertUnchanged();
    }

    @Test
    void aBugInAParticipantRollsBackToo() throws Exception {
        Part a = new Part("a", "");
        datastore.addParticipant(a);
        datastore.addParticipant(new Part("b", "crash in apply"));

        ConfigException e = assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertEquals("operation-failed", e.errors().getFirst().errorTag());
        assertSame(datastore.config(), a.inForce);
        assertUnchanged();
    }

    @Test
    void aBugInPreparationRollsBackWhatWasPrepared() throws Exception {
        datastore.addParticipant(new Part("a", ""));
        datastore.addParticipant(new Part("b", "crash in prepare"));
        datastore.addParticipant(new Part("c", ""));

        assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertEquals(List.of("a prepare", "b prepare", "a rollback"), log);
        assertUnchanged();
    }

    @Test
    void aPartThatFailsToRollBackKeepsNoOtherFromIt() throws Exception {
        Part a = new Part("a", "");
        datastore.addParticipant(a);
        datastore.addParticipant(new Part("b", "crash in rollback"));
        datastore.addParticipant(new Part("c", "apply"));

        var refusal = assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertEquals("c cannot apply", refusal.errors().getFirst().message());
        assertEquals(List.of("c rollback", "b rollback", "a rollback"), log.subList(6, log.size()));
        assertSame(datastore.config(), a.inForce);
        assertUnchanged();
    }

    @Test
    void anEditByNodesIsTriedOutWithoutAChangeAndThenMade() throws Exception {
        Part a = new Part("a", "");
        datastore.addParticipant(a);
        Editor editor = new Editor("test", 0);
        Datastore.DocumentChange<ConfigException> change = document -> {
            ConfigEdit.Node probes = document.root().child("pathgauge-probes:probes");
            probes.add("probe", "name", "two").put("target", "192.0.2.2");
        };

        datastore.tryOut(editor, change);

        assertEquals(List.of("a prepare", "a rollback"), log);
        assertUnchanged();

        var before = datastore.running();
        datastore.editDocument(editor, change);

        assertEquals(2, datastore.config().probes().size());
        assertSame(datastore.config(), a.inForce);
        assertEquals(
                JsonText.parse(TWO).members().keySet(),
                JsonText.parse(Files.readString(file)).members().keySet());
        assertSame(probe(before), probe(datastore.running()), "what was left alone is the same object");
    }

    private static Object probe(ContainerNode root) {
        var probes = (ContainerNode) DataNodes.of(root).values().stream()
                .filter(c -> c.name().getNodeType().getLocalName().equals("probes"))
                .findFirst()
                .orElseThrow();
        return DataNodes.of(probes).values().stream()
                .filter(MapNode.class::isInstance)
                .flatMap(list -> ((MapNode) list).body().stream())
                .filter(entry -> entry.name().values().contains("one"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFileThatCannotBeWrittenRollsBack() throws Exception {
        Part a = new Part("a", "");
        datastore.addParticipant(a);
        // A folder where the temporary file should be cannot be replaced, not even by root.
        Path obstacle = DurableFile.temporary(file);
        Files.createDirectories(obstacle.resolve("full"));

        ConfigException e = assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertTrue(e.getMessage().contains("cannot be written to " + file), e.getMessage());
        assertEquals(List.of("a prepare", "a apply", "a rollback"), log);
        assertUnchanged();
    }

    @Test
    void aMarkThatCannotBeWrittenRollsBackAndLeavesTheFile() throws Exception {
        Path mark = folder.resolve("state/validated.sha256");
        Files.delete(mark);
        Files.createDirectories(mark);

        assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));

        assertUnchanged();
    }

    @Test
    void aCopyThatCannotBeKeptDoesNotUndoWhatTheFileSays() throws Exception {
        Files.createDirectories(
                DurableFile.temporary(folder.resolve("state/last-good.json")).resolve("full"));

        datastore.commitJson("test", TWO);

        assertEquals(TWO, Files.readString(file));
        assertEquals(2, datastore.config().probes().size());
    }

    private void assertUnchanged() throws Exception {
        assertEquals(
                List.of("one"),
                datastore.config().probes().stream().map(p -> p.name()).toList());
        assertEquals(ONE, Files.readString(file));
        assertEquals(OptionalInt.empty(), indexes.find(IndexRegistry.PROBES, "two"), "its index is free again");
        datastore.check(ONE).forEach(e -> assertEquals("", e.toString()));
    }

    @Test
    void aTreeIsCommittedAndWrittenAsATextThatIsRead() throws Exception {
        ContainerNode two = TestModels.VALIDATOR.validate(TWO).root();

        datastore.commit("netconf:alice", two);

        assertEquals(two, datastore.running());
        assertEquals(two, TestModels.VALIDATOR.validate(Files.readString(file)).root());
        assertEquals(
                List.of(1, 2),
                datastore.config().probes().stream().map(p -> p.index()).toList());
    }

    @Test
    void theIndexOfARemovedProbeIsFreeFromTheNextCommitOn() throws Exception {
        datastore.commitJson("test", TWO);
        datastore.commitJson("test", TWO.replace("\"one\"", "\"three\""));
        assertEquals(OptionalInt.of(2), indexes.find(IndexRegistry.PROBES, "two"));
        assertEquals(OptionalInt.of(3), indexes.find(IndexRegistry.PROBES, "three"));

        datastore.commitJson("test", TWO.replace("\"one\"", "\"four\""));
        assertEquals(OptionalInt.of(1), indexes.find(IndexRegistry.PROBES, "four"));
        assertEquals(OptionalInt.empty(), indexes.find(IndexRegistry.PROBES, "three"));
    }

    @Test
    void reloadTakesTheFileAsItIsOrNothingOfIt() throws Exception {
        Files.writeString(file, TWO);
        datastore.reload();
        assertEquals(2, datastore.config().probes().size());
        assertEquals(TWO, Files.readString(file), "the file of a person is not rewritten");

        Files.writeString(file, TWO.substring(0, 60));
        ConfigException torn = assertThrows(ConfigException.class, datastore::reload);
        assertTrue(torn.getMessage().contains("the file is torn"), torn.getMessage());
        assertEquals(2, datastore.config().probes().size());

        Files.delete(file);
        ConfigException missing = assertThrows(ConfigException.class, datastore::reload);
        assertTrue(missing.getMessage().contains("does not exist"), missing.getMessage());
        assertEquals(2, datastore.config().probes().size());
    }

    @Test
    void anEditOfThePersonIsNotOverwrittenByOtherEditors() throws Exception {
        Editor alice = new Editor("alice", 7);
        ContainerNode two = TestModels.VALIDATOR.validate(TWO).root();
        String edited = ONE.replace("192.0.2.1", "192.0.2.9");
        Files.writeString(file, edited);

        ConfigException refused =
                assertThrows(ConfigException.class, () -> datastore.<RuntimeException>edit(alice, t -> two));
        assertTrue(refused.getMessage().contains("was edited since it was loaded"), refused.getMessage());
        assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO));
        datastore.candidate().<RuntimeException>edit(alice, t -> two);
        assertThrows(
                ConfigException.class,
                () -> datastore
                        .candidate()
                        .<RuntimeException>commit(alice, Optional.empty(), Optional.empty(), (before, after) -> {}));
        assertEquals(edited, Files.readString(file));

        Files.writeString(file, edited.substring(0, 40));
        assertThrows(ConfigException.class, datastore::reload);
        assertThrows(ConfigException.class, () -> datastore.commitJson("test", TWO), "a refused reload loads nothing");

        Files.writeString(file, edited);
        datastore.reload();
        datastore.<RuntimeException>edit(alice, t -> two);
        assertEquals(2, datastore.config().probes().size());
    }

    @Test
    void aFileThatAppearsUnderAnAgentWithoutOneIsNotOverwritten() throws Exception {
        Path other = folder.resolve("other.json");
        Datastore without =
                ConfigLoader.start(other, folder.resolve("other")).datastore().join();
        Files.writeString(other, ONE);
        assertThrows(ConfigException.class, () -> without.commitJson("test", TWO));
        assertEquals(ONE, Files.readString(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"pathgauge-probes:probes\": {\"probe\": [", "\0\0\0\0\0\0\0\0"})
    void aTornFileIsRestoredAtTheStart(String torn) throws Exception {
        datastore.commitJson("test", TWO);
        Files.writeString(file, torn);

        Datastore again =
                ConfigLoader.start(file, folder.resolve("state")).datastore().join();

        assertEquals(2, again.config().probes().size());
        assertEquals(TWO, Files.readString(file));
        assertEquals(torn, Files.readString(folder.resolve("pathgauge.json.damaged")));
    }

    @Test
    void aFileThatIsWholeButWrongIsNotReplacedAtTheStart() throws Exception {
        String wrong = ONE.replace("192.0.2.1", "");
        Files.writeString(file, wrong);
        assertThrows(ConfigException.class, () -> ConfigLoader.start(file, folder.resolve("state")));
        assertEquals(wrong, Files.readString(file));
    }

    @Test
    void theFileKeepsItsPermissionsAndALinkStaysALink() throws Exception {
        Path real = folder.resolve("real.json");
        Files.move(file, real);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(file, real);

        datastore.commitJson("test", TWO);

        assertTrue(Files.isSymbolicLink(file));
        assertEquals(TWO, Files.readString(real));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
    }

    @Test
    void aCrashBetweenWriteAndRenameLeavesTheOldFile() throws Exception {
        Path written = DurableFile.prepare(file, TWO.getBytes());
        assertEquals(TWO, Files.readString(written));
        // Here the agent dies. The next one starts from the old file and can commit over the remains.
        ConfigLoader.Started next = ConfigLoader.start(file, folder.resolve("state"));
        assertEquals(
                List.of("one"),
                next.config().probes().stream().map(p -> p.name()).toList());
        next.datastore().join().commitJson("test", TWO);
        assertEquals(TWO, Files.readString(file));
        assertFalse(Files.exists(written));
    }
}
