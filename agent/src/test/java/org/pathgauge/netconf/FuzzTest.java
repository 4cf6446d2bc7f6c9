package org.pathgauge.netconf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.config.DatastoreLocks.Target;
import org.pathgauge.model.SnapshotFixtures;
import org.w3c.dom.Element;

/**
 * Seeded mutations of valid input to the framing, and to sessions from hello on: no hang, no uncaught exception, no byte
 * and no thread kept, and each answer well-formed with an error-tag that RFC 6241 has.
 *
 * <p>A few seconds in the tests. {@code -Dnetconf-fuzz=SECONDS} goes on for that long, from a new seed each time; a failure
 * names its seed, and {@code -Dnetconf-fuzz-seed=N} repeats it.
 */
class FuzzTest {
    private static final int FRAMES = 20_000;
    private static final int SESSIONS = 400;
    private static final Duration HANG = Duration.ofSeconds(60);
    private static final int LIMIT = 1 << 16;
    private static final long MEMORY = 1L << 24;

    /** Of RFC 6241 appendix A. */
    private static final Set<String> TAGS = Set.of(
            "in-use",
            "invalid-value",
            "too-big",
            "missing-attribute",
            "bad-attribute",
            "unknown-attribute",
            "missing-element",
            "bad-element",
            "unknown-element",
            "unknown-namespace",
            "access-denied",
            "lock-denied",
            "resource-denied",
            "rollback-failed",
            "data-exists",
            "data-missing",
            "operation-not-supported",
            "operation-failed",
            "malformed-message");

    private static final Set<String> TYPES = Set.of("transport", "rpc", "protocol", "application");

    /** A tag of its own: a server that fails is a fault, whatever it replies. */
    private static final String FAULT = "The server failed";

    @TempDir
    Path folder;

    private interface Try {
        void with(Random random) throws Exception;
    }

    /** Runs tries from seeds of which each can be repeated alone. */
    private static void fuzz(int tries, Try one) throws Exception {
        String only = System.getProperty("netconf-fuzz-seed", "");
        if (!only.isEmpty()) {
            one.with(new Random(Long.parseLong(only)));
            return;
        }
        int seconds = Integer.getInteger("netconf-fuzz", 0);
        long first = seconds == 0 ? 1 : System.nanoTime();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (long n = 0; n < tries || System.nanoTime() - end < 0; n++) {
            long seed = first + n;
            try {
                one.with(new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("-Dnetconf-fuzz-seed=" + seed + " repeats it: " + e, e);
            }
        }
    }

    @Test
    void framingEndsInAMessageOrAnError() throws Exception {
        fuzz(FRAMES, random -> {
            boolean chunked = random.nextBoolean();
            var wire = new ByteArrayOutputStream();
            var writer = new FrameWriter(wire);
            if (chunked) {
                writer.chunked();
            }
            int messages = 1 + random.nextInt(3);
            for (int i = 0; i < messages; i++) {
                byte[] body = "<a>]]>#\n##\n</a>".repeat(1 + random.nextInt(40)).getBytes(UTF_8);
                for (int at = 0; at < body.length; ) {
                    int part = Math.min(body.length - at, 1 + random.nextInt(100));
                    writer.write(java.util.Arrays.copyOfRange(body, at, at + part));
                    at += part;
                }
                writer.end();
            }
            byte[] bytes = Mutation.of(random).bytes(wire.toByteArray());
            var memory = new RequestMemory(MEMORY);
            var share = memory.share();
            var reader = new FrameReader(new ByteArrayInputStream(bytes), LIMIT, share);
            if (chunked) {
                reader.chunked();
            }
            long read = 0;
            try {
                for (var m = reader.next(); m.isPresent(); m = reader.next()) {
                    read += m.get().length;
                    share.release();
                }
            } catch (FramingException | EOFException e) {
                // What a session ends on.
            }
            assertTrue(read <= bytes.length, "more was read than was sent");
            share.release();
            assertEquals(0, memory.taken(), "memory is kept");
        });
    }

    @Test
    void aSessionAnswersWhateverComes() throws Exception {
        var server = new LocalServer(folder, "{" + LocalServer.ADMIN + "}", SnapshotFixtures.snapshot(3));
        fuzz(SESSIONS, random -> {
            boolean base11 = random.nextBoolean();
            byte[] input = conversation(random, base11);
            var out = new ByteArrayOutputStream();
            Session.End[] end = new Session.End[1];
            byte[] sent = within(HANG, () -> {
                var peer = new Peer(
                        "alice",
                        "127.0.0.1",
                        new Name(Ns.MONITORING, "netconf-ssh"),
                        new ByteArrayInputStream(input),
                        out,
                        () -> {});
                Session session = server.sessions.open(peer, server.dispatcher).orElseThrow();
                end[0] = session.serve();
                server.sessions.ended(session, end[0]);
                return out.toByteArray();
            });
            judge(sent);
            assertEquals(0, server.sessions.requestBytes(), "memory is kept");
            assertEquals(List.of(), server.sessions.open(), "a session is kept");
            for (Target target : Target.values()) {
                assertTrue(server.datastore.locks().held(target).isEmpty(), "the lock of " + target + " is kept");
            }
        });
        // Whatever it was told, it serves the next client.
        try (var client = new LocalClient(server, "alice")) {
            client.ok("<discard-changes/>");
            assertTrue(client.call("<get-config><source><running/></source></get-config>")
                    .contains("<data"));
        }
    }

    /** A hello and some requests, each valid on its own; then something is changed. */
    private static byte[] conversation(Random random, boolean base11) throws IOException {
        var mutation = Mutation.of(random);
        var bytes = new ByteArrayOutputStream();
        var writer = new FrameWriter(bytes);
        String hello = "<hello xmlns=\"" + Ns.NETCONF + "\"><capabilities><capability>"
                + (base11 ? Ns.BASE_1_1 : Ns.BASE_1_0) + "</capability></capabilities></hello>";
        writer.write((random.nextInt(20) == 0 ? mutation.text(hello) : hello).getBytes(UTF_8));
        writer.end();
        if (base11) {
            writer.chunked();
        }
        int requests = 1 + random.nextInt(6);
        for (int i = 0; i < requests; i++) {
            String rpc =
                    "<rpc message-id=\"" + i + "\" xmlns=\"" + Ns.NETCONF + "\">" + Mutation.request(random) + "</rpc>";
            writer.write(
                    random.nextInt(4) == 0
                            ? rpc.getBytes(UTF_8)
                            : mutation.text(rpc).getBytes(UTF_8));
            writer.end();
        }
        byte[] wire = bytes.toByteArray();
        return random.nextInt(4) == 0 ? mutation.bytes(wire) : wire;
    }

    private interface Work {
        byte[] run() throws Exception;
    }

    /** Does it in a thread of its own that must come to its end. */
    private static byte[] within(Duration limit, Work work) throws Exception {
        var task = new FutureTask<>(work::run);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        try {
            byte[] result = task.get(limit.toSeconds(), TimeUnit.SECONDS);
            thread.join(limit);
            assertTrue(!thread.isAlive(), "the thread is kept");
            return result;
        } catch (TimeoutException e) {
            return fail("no end within " + limit + ", it is at " + List.of(thread.getStackTrace()));
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Each message of the server is well-formed and a hello or a reply of RFC 6241. */
    private static void judge(byte[] sent) throws Exception {
        List<String> messages = new ArrayList<>();
        var reader = new FrameReader(new ByteArrayInputStream(sent), 1 << 26, new RequestMemory(1L << 34).share());
        messages.add(new String(reader.next().orElseThrow(), UTF_8));
        // The base that the client ended up with shows in how the server goes on.
        int start = new String(sent, ISO_8859_1).indexOf("]]>]]>") + 6;
        if (start < sent.length && sent[start] == '\n') {
            reader.chunked();
        }
        try {
            for (var m = reader.next(); m.isPresent(); m = reader.next()) {
                messages.add(new String(m.get(), UTF_8));
            }
        } catch (EOFException e) {
            // The client went away in the midst of a notification; a reply would have been written to its end.
            assertTrue(new String(sent, UTF_8).lastIndexOf("<notification ")
                    > new String(sent, UTF_8).lastIndexOf("<rpc-reply "));
        }
        for (String message : messages.subList(1, messages.size())) {
            Element reply = new Xml(256).parse(message.getBytes(UTF_8));
            if (Xml.is(reply, Ns.NOTIFICATION, "notification")) {
                assertEquals(2, Xml.children(reply).size(), message);
                assertTrue(Xml.is(Xml.children(reply).getFirst(), Ns.NOTIFICATION, "eventTime"), message);
                continue;
            }
            assertTrue(Xml.is(reply, Ns.NETCONF, "rpc-reply"), message);
            assertTrue(!Xml.children(reply).isEmpty(), message);
            for (Element child : Xml.children(reply)) {
                if (Xml.is(child, Ns.NETCONF, "rpc-error")) {
                    judgeError(child, message);
                }
            }
        }
    }

    private static void judgeError(Element error, String message) {
        assertTrue(TAGS.contains(text(error, "error-tag")), message);
        assertTrue(TYPES.contains(text(error, "error-type")), message);
        assertEquals("error", text(error, "error-severity"), message);
        assertTrue(!text(error, "error-message").isEmpty(), message);
        assertTrue(!text(error, "error-message").startsWith(FAULT), message);
    }

    private static String text(Element error, String part) {
        return Xml.child(error, Ns.NETCONF, part).map(Xml::text).orElse("");
    }
}
