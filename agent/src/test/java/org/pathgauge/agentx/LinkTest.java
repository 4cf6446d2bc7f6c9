package org.pathgauge.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.AgentXConfig;

/** The stream to a master that is there and does nothing, as one that was stopped. */
@Timeout(60)
class LinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** More than the kernel keeps for a reader that does not read. */
    private static final int MUCH = 16 << 20;

    @TempDir
    private Path home;

    /** Each look at it takes a second, so that no test waits. */
    private final AtomicLong nanos = new AtomicLong();

    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(home.resolve("master")), 1);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Link open() throws AgentXException {
        AgentXConfig config =
                StandaloneAgentX.config(home.resolve("master").toString(), Optional.empty(), AgentXConfig.DEFAULT_PORT);
        return Link.open(config, () -> nanos.addAndGet(1_000_000_000L));
    }

    @Test
    void writerGivesUpAndTheReaderLearnsWhy() throws Exception {
        try (Link link = open();
                SocketChannel silent = server.accept()) {
            CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
                try {
                    return link.read((header, payload) -> {});
                } catch (AgentXException | IOException e) {
                    throw new java.util.concurrent.CompletionException(e);
                }
            });
            AgentXException why =
                    assertThrows(AgentXException.class, () -> link.write(ByteBuffer.allocate(MUCH), PATIENCE));
            assertEquals(AgentXException.Reason.TIMEOUTS, why.reason());
            assertTrue(why.getMessage().contains("taken nothing for 5 s"), why.getMessage());
            assertSame(why, assertThrows(ExecutionException.class, reader::get).getCause());
            assertSame(why, assertThrows(AgentXException.class, () -> link.write(ByteBuffer.allocate(1), PATIENCE)));
        }
    }

    @Test
    void masterThatTakesALittleAtATimeGetsAll() throws Exception {
        try (Link link = open();
                SocketChannel slow = server.accept()) {
            CompletableFuture<Long> got = CompletableFuture.supplyAsync(() -> {
                try {
                    ByteBuffer some = ByteBuffer.allocate(1 << 16);
                    long all = 0;
                    for (int n = 0; n >= 0; n = slow.read(some.clear())) {
                        all += n;
                    }
                    return all;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            // By the clock of this test far longer than the patience, were it for all of it together.
            link.write(ByteBuffer.allocate(MUCH), Duration.ofHours(1));
            link.close();
            assertEquals(MUCH, got.get());
        }
    }

    @Test
    void fullQueueOfTheMasterIsToldAndNotWaitedFor() throws Exception {
        List<Link> waiting = new ArrayList<>();
        try {
            AgentXException full = assertThrows(AgentXException.class, () -> {
                while (waiting.size() < 1_000) {
                    waiting.add(open());
                }
            });
            assertTrue(full.getMessage().contains("takes no more connections"), full.getMessage());
            assertFalse(waiting.isEmpty());
        } finally {
            waiting.forEach(Link::close);
        }
        // Once it goes on, it finds those that have gone, and then us.
        while (true) {
            try (SocketChannel gone = server.accept();
                    Link link = open()) {
                link.write(ByteBuffer.allocate(1), PATIENCE);
                return;
            } catch (AgentXException stillFull) {
                assertTrue(stillFull.getMessage().contains("takes no more connections"), stillFull.getMessage());
            }
        }
    }
}
