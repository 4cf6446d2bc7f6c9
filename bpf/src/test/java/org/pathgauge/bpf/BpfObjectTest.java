package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class BpfObjectTest {

    @Test
    void refusedProgramShowsTheVerifiersLog() {
        try (BpfObject object = BpfObject.open("refused", TestObjects.compile("refused"))) {
            BpfException e = assertThrows(BpfException.class, object::load);
            assertTrue(e.verifierLog().contains("invalid access to packet"), e.verifierLog());
            assertTrue(e.getMessage().contains("invalid access to packet"), e.getMessage());
            assertTrue(e.attempted().contains("BPF object refused"), e.attempted());
            assertTrue(e.attempted().contains("prog 'refused'"), "the program is named: " + e.attempted());
            assertEquals("EACCES", e.errnoName());
            assertTrue(e.mend().contains("verifier refuses"), e.mend());
        }
    }

    @Test
    void programLeftOutOfTheLoadIsNotVerified() {
        try (BpfObject object = BpfObject.open("refused", TestObjects.compile("refused"))) {
            object.setAutoload("refused", false);
            object.load();
            assertEquals(
                    2,
                    object.program("accepted")
                            .testRun(TestObjects.PACKET, new byte[0], 1)
                            .returnValue());
            BpfException e = assertThrows(BpfException.class, () -> object.program("refused"));
            assertTrue(e.getMessage().contains("was not loaded"), e.getMessage());
        }
    }

    @Test
    void omittedMapIsNoneOfTheMaps() {
        try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
            object.programNames().forEach(name -> object.setAutoload(name, false));
            object.omitMap("mapped");
            object.load();
            List<String> names = object.maps().stream().map(BpfMap::name).toList();
            assertFalse(names.contains("mapped"), names.toString());
            assertEquals(object.mapNames().size() - 1, names.size(), names.toString());
        }
    }

    @Test
    void garbageIsRefusedWithTheReason() {
        BpfException e =
                assertThrows(BpfException.class, () -> BpfObject.open("garbage", "not an ELF file".getBytes()));
        assertTrue(e.getMessage().startsWith("Cannot open BPF object garbage"), e.getMessage());
        assertTrue(e.errno() > 0, "has an errno");
    }

    @Test
    void rodataIsSetByNameWhateverItsPlace() {
        try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
            object.setRodata("verdict", 7);
            object.setRodata(
                    "increment",
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.nativeOrder())
                            .putLong(1L << 40)
                            .array());
            object.load();
            BpfProgram.TestRun run = object.program("pg_t_count").testRun(TestObjects.PACKET, new byte[0], 3);
            assertEquals(7, run.returnValue());
            assertArrayEquals(TestObjects.PACKET, run.data());
            try (MappedArray mapped = object.map("mapped").mmap()) {
                assertEquals(3L << 40, mapped.getLong(0, 0));
            }
        }
    }

    @Test
    void unknownNamesAndWrongSizesAreNamed() {
        try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
            assertMessage("no constant nothing", () -> object.setRodata("nothing", 1));
            assertMessage("has 8 bytes, not 4", () -> object.setRodata("increment", 1));
            assertMessage("no map nothing", () -> object.setMaxEntries("nothing", 1));
            assertMessage("no program nothing", () -> object.setAutoload("nothing", true));
        }
    }

    @Test
    void packetTooShortForATestRunIsRefused() {
        try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
            object.load();
            BpfProgram program = object.program("pg_t_count");
            BpfException e = assertThrows(BpfException.class, () -> program.testRun(new byte[3], new byte[0], 1));
            assertEquals("EINVAL", e.errnoName());
        }
    }

    @Test
    void mapThatTheKernelRefusesIsNamed() {
        try (BpfObject object = BpfObject.open("binding", TestObjects.compile("binding"))) {
            object.setMaxEntries("hash", 0);
            BpfException e = assertThrows(BpfException.class, object::load);
            assertTrue(e.getMessage().contains("'hash'"), e.getMessage());
            assertTrue(e.verifierLog().isEmpty(), e.verifierLog());
        }
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable executable) {
        BpfException e = assertThrows(BpfException.class, executable);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
