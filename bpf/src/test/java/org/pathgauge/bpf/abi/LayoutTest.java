package org.pathgauge.bpf.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The committed layouts are those of the object that this build compiled, and a difference is refused by name. */
class LayoutTest {
    private static final Path COMMITTED = Path.of("src/main/java/org/pathgauge/bpf/abi");

    static byte[] object() throws IOException {
        try (InputStream in = LayoutTest.class.getResourceAsStream("/org/pathgauge/bpf/probe.bpf.o")) {
            return in.readAllBytes();
        }
    }

    @Test
    void committedLayoutsAreThoseOfTheObject() throws IOException {
        Map<String, String> generated = LayoutGenerator.all(Path.of("target/classes/org/pathgauge/bpf"));
        assertTrue(generated.size() > 10, "layouts: " + generated.keySet());
        for (Map.Entry<String, String> file : generated.entrySet()) {
            assertEquals(
                    file.getValue(),
                    Files.readString(COMMITTED.resolve(file.getKey())),
                    file.getKey() + " is stale: mvn -pl bpf process-classes exec:java@layouts");
        }
    }

    @Test
    void verifyAcceptsTheObject() throws IOException {
        LayoutCheck.verify(ShippedObject.PROBE, object());
    }

    @Test
    void verifyNamesTheFieldThatMoved() throws IOException {
        byte[] object = object();
        Btf.Struct stamp = Btf.ofObject(object).struct("pg_stamp").orElseThrow();
        moveMember(object, stamp, "rtt_ns", 12);
        String message = assertThrows(BtfException.class, () -> LayoutCheck.verify(ShippedObject.PROBE, object))
                .getMessage();
        assertTrue(message.contains("rtt_ns") && message.contains("struct pg_stamp"), message);
        assertTrue(message.contains("offset 12") && message.contains("at 8 in the agent"), message);
    }

    @Test
    void verifyNamesTheValueThatChanged() {
        LayoutCheck.Table table = new LayoutCheck.Table(Btf.ofObject(assertBytes()));
        table.enumeration("pg_verdict");
        String message = assertThrows(BtfException.class, () -> table.value("PG_DROP_REPLY", 7))
                .getMessage();
        assertTrue(message.contains("PG_DROP_REPLY of enum pg_verdict is 1"), message);
    }

    @Test
    void readsSizesArraysAndEnums() throws IOException {
        Btf btf = Btf.ofObject(object());
        Btf.Struct histogram = btf.struct("pg_histogram").orElseThrow();
        assertEquals(
                new Btf.Member("rtt", "__u8", 0, 194, 194), histogram.members().get(0));
        assertEquals(
                new Btf.Member("ipdv", "__u8", 196, 98, 98), histogram.members().get(2));
        assertEquals(
                new Btf.Value("PG_K_MAGIC", 0x50474155L),
                btf.enumeration("pg_constant").orElseThrow().values().get(0));
        assertEquals(
                new Btf.Member("token", "__be64", 16, 8, 0),
                btf.struct("pg_payload").orElseThrow().members().get(4));
    }

    @Test
    void readsTheRunningKernelsBtf() throws IOException {
        Btf btf = Btf.ofRaw(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")));
        assertTrue(btf.struct("sk_buff").orElseThrow().members().size() > 5);
        assertTrue(btf.enumeration("skb_drop_reason").orElseThrow().values().size() > 10);
    }

    @Test
    void everyCutIsRefusedAsBtfException() throws IOException {
        byte[] object = object();
        int sections = Math.toIntExact(
                ByteBuffer.wrap(object).order(ByteOrder.nativeOrder()).getLong(0x28));
        for (int length = 0; length < object.length; length += 7) {
            byte[] cut = Arrays.copyOf(object, length);
            if (length < sections) {
                assertThrows(BtfException.class, () -> Btf.ofObject(cut), "length " + length);
            }
        }
        byte[] text = "not an object".getBytes(StandardCharsets.US_ASCII);
        assertThrows(BtfException.class, () -> Btf.ofRaw(text));
    }

    private static byte[] assertBytes() {
        try {
            return object();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Finds a member's record in the object by its place, and writes another offset into it. */
    private static void moveMember(byte[] object, Btf.Struct struct, String member, int offset) {
        ByteBuffer btf = ElfSections.find(object, ".BTF");
        int types = btf.getInt(4) + btf.getInt(8);
        int strings = btf.getInt(4) + btf.getInt(16);
        for (int at = types; at < strings - 12; at += 4) {
            if (btf.getInt(at + 8) == offset(struct, member) * 8 && name(btf, strings, btf.getInt(at), member)) {
                btf.putInt(at + 8, offset * 8);
                return;
            }
        }
        throw new AssertionError("no member " + member);
    }

    private static int offset(Btf.Struct struct, String member) {
        return struct.members().stream()
                .filter(m -> m.name().equals(member))
                .findFirst()
                .orElseThrow()
                .offset();
    }

    private static boolean name(ByteBuffer btf, int strings, int offset, String expected) {
        if (offset <= 0 || strings + offset + expected.length() >= btf.limit()) {
            return false;
        }
        byte[] text = new byte[expected.length()];
        btf.get(strings + offset, text);
        return new String(text, StandardCharsets.US_ASCII).equals(expected)
                && btf.get(strings + offset + expected.length()) == 0;
    }
}
