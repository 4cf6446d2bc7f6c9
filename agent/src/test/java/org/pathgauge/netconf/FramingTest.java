package org.pathgauge.netconf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing of RFC 6242, both forms, with any split of the bytes. */
class FramingTest {
    private static final int LIMIT = 1 << 20;

    /** Gives at most a few bytes at a time, as a network may. */
    private static InputStream split(byte[] bytes, long seed) {
        var random = new Random(seed);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 1 + random.nextInt(7)));
            }
        };
    }

    private static FrameReader reader(String text, boolean chunked) {
        var reader = new FrameReader(
                new ByteArrayInputStream(text.getBytes(UTF_8)), LIMIT, new RequestMemory(1 << 24).share());
        if (chunked) {
            reader.chunked();
        }
        return reader;
    }

    private static String next(FrameReader reader) throws IOException {
        return new String(reader.next().orElseThrow(), UTF_8);
    }

    @Property(tries = 300)
    void chunkedMessagesSurviveAnySplit(
            @ForAll @Size(min = 1, max = 4) List<@Size(min = 1, max = 300) byte[]> messages, @ForAll long seed)
            throws IOException {
        var wire = new ByteArrayOutputStream();
        var writer = new FrameWriter(wire);
        writer.chunked();
        for (byte[] message : messages) {
            writer.write(message);
            writer.end();
        }
        var reader = new FrameReader(split(wire.toByteArray(), seed), LIMIT, new RequestMemory(1 << 24).share());
        reader.chunked();
        for (byte[] message : messages) {
            assertArrayEquals(message, reader.next().orElseThrow());
        }
        assertTrue(reader.next().isEmpty());
    }

    @Property(tries = 300)
    void markedMessagesSurviveAnySplit(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 1 << 12) Integer> kinds, @ForAll long seed)
            throws IOException {
        List<String> messages = new ArrayList<>();
        for (int kind : kinds) {
            // Text of the mark's own characters is the hard case; the whole mark is impossible in XML text.
            var text = new StringBuilder("<a>");
            for (int bits = kind; bits > 0; bits >>= 1) {
                text.append((bits & 1) == 0 ? ']' : '>');
            }
            messages.add(text.toString().replace("]]>]]>", "]]>x") + "</a>");
        }
        var wire = new ByteArrayOutputStream();
        var writer = new FrameWriter(wire);
        for (String message : messages) {
            writer.write(message.getBytes(US_ASCII));
            writer.end();
        }
        var reader = new FrameReader(split(wire.toByteArray(), seed), LIMIT, new RequestMemory(1 << 24).share());
        for (String message : messages) {
            assertEquals(message, next(reader));
        }
        assertTrue(reader.next().isEmpty());
    }

    @Property(tries = 500)
    void anyBytesEndInAMessageOrAnError(@ForAll byte[] bytes, @ForAll boolean chunked) {
        var reader = new FrameReader(new ByteArrayInputStream(bytes), 64, new RequestMemory(1 << 24).share());
        if (chunked) {
            reader.chunked();
        }
        try {
            while (reader.next().isPresent()) {
                // go on to the end
            }
        } catch (IOException e) {
            assertTrue(e instanceof FramingException || e instanceof EOFException, e.toString());
        }
    }

    @Test
    void readsTheExampleOfRfc6242() throws IOException {
        var reader = reader(
                "\n#4\n<rpc\n#18\n message-id=\"102\"\n\n#79\n"
                        + "     xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">\n  <close-session/>\n</rpc>\n##\n",
                true);
        assertEquals(
                "<rpc message-id=\"102\"\n     xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">\n  <close-session/>\n</rpc>",
                next(reader));
    }

    @Test
    void acceptsALineBreakAfterTheMark() throws IOException {
        var reader = reader("<hello/>]]>]]>\n\n#3\n<a>\n#4\n</a>\n##\n", false);
        assertEquals("<hello/>", next(reader));
        reader.chunked();
        assertEquals("<a></a>", next(reader));
    }

    @Test
    void acceptsAChunkedHello() throws IOException {
        var reader = reader("\n#8\n<hello/>\n##\n\n#4\n<a/>\n##\n", false);
        assertEquals("<hello/>", next(reader));
        reader.chunked();
        assertEquals("<a/>", next(reader));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                "#4\n<a/>\n##\n",
                "\n#0\n\n##\n",
                "\n#04\n<a/>\n##\n",
                "\n#-4\n<a/>\n##\n",
                "\n#4294967296\n<a/>\n##\n",
                "\n#99999999999999999999\n<a/>\n##\n",
                "\n#4x\n<a/>\n##\n",
                "\n#4 \n<a/>\n##\n",
                "\n#\n<a/>\n##\n",
                "\n##\n",
                "\n#4\n<a/>##\n",
                "\n#4\n<a/>\n##x",
                "\n#3\n<a/>\n##\n",
                "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n#4\n<a/>\n##\n"
            })
    void refusesWrongChunks(String wire) {
        var reader = reader(wire, true);
        assertFalse(assertThrows(FramingException.class, reader::next).tooBig());
    }

    @Test
    void refusesAHugeChunkBeforeReadingIt() {
        assertTrue(assertThrows(FramingException.class, reader("\n#4294967295\n<a", true)::next)
                .tooBig());
        assertTrue(assertThrows(FramingException.class, reader("<a>" + "x".repeat(LIMIT + 10), false)::next)
                .tooBig());
    }

    @Test
    void tellsAnUnfinishedMessageFromAnEnd() throws IOException {
        assertThrows(EOFException.class, reader("\n#10\n<a", true)::next);
        assertThrows(EOFException.class, reader("<a", false)::next);
        assertTrue(reader("", true).next().isEmpty());
        assertTrue(reader("", false).next().isEmpty());
    }

    @Test
    void sendsALongMessageInChunksOf32KiBAndOneWriteEach() throws IOException {
        List<Integer> writes = new ArrayList<>();
        var wire = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] b, int off, int len) {
                writes.add(len);
                super.write(b, off, len);
            }
        };
        var writer = new FrameWriter(wire);
        writer.chunked();
        byte[] message = "x".repeat(70_000).getBytes(US_ASCII);
        writer.write(message);
        writer.end();
        assertEquals(List.of(32_768 + 8, 32_768 + 8, 70_000 - 65_536 + 7 + 4), writes);
        var reader = new FrameReader(
                new ByteArrayInputStream(wire.toByteArray()), LIMIT, new RequestMemory(1 << 24).share());
        reader.chunked();
        assertArrayEquals(message, reader.next().orElseThrow());
    }

    @Test
    void takesBackOnlyWhatHasNotLeft() throws IOException {
        var wire = new ByteArrayOutputStream();
        var writer = new FrameWriter(wire);
        writer.chunked();
        writer.write("wrong".getBytes(US_ASCII));
        assertTrue(writer.discard());
        writer.write("<a/>".getBytes(US_ASCII));
        writer.end();
        assertEquals("\n#4\n<a/>\n##\n", wire.toString(US_ASCII));
        writer.write(new byte[40_000]);
        assertFalse(writer.discard());
    }

    @Test
    void aMessageThatNeedsMoreMemoryThanThereIsEndsTheSession() {
        var memory = new RequestMemory(1 << 20);
        byte[] bytes = new byte[1 << 20];
        java.util.Arrays.fill(bytes, (byte) 'a');
        var reader = new FrameReader(new ByteArrayInputStream(bytes), bytes.length, memory.share());
        var refused = assertThrows(FramingException.class, reader::next);
        assertTrue(refused.tooBig(), refused.getMessage());
        assertTrue(memory.taken() <= 1 << 19, "a session takes at most half");
    }

    @Test
    void memoryOfRequestsIsSharedAndGivenBack() {
        var memory = new RequestMemory(1000);
        var one = memory.share();
        var other = memory.share();
        var third = memory.share();
        assertTrue(one.hold(RequestMemory.FREE + 500));
        assertTrue(one.hold(RequestMemory.FREE + 400), "less than it holds already");
        assertFalse(one.hold(RequestMemory.FREE + 501));
        assertTrue(other.hold(RequestMemory.FREE + 500));
        assertFalse(third.hold(RequestMemory.FREE + 1));
        assertTrue(third.hold(RequestMemory.FREE));
        one.release();
        assertTrue(third.hold(RequestMemory.FREE + 1));
        assertEquals(501, memory.taken());
    }
}
