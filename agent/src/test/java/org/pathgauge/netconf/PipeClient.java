package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client whose session is served over pipes: it gets replies and notifications as they come. */
final class PipeClient implements AutoCloseable {
    private static final long PATIENCE = 30;

    final CompletableFuture<Session.End> end = new CompletableFuture<>();
    final Session session;
    private final OutputStream toServer;
    private final InputStream fromServer;
    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> notifications = new LinkedBlockingQueue<>();
    private final Pipe up = Pipe.open();
    private final Pipe down = Pipe.open();

    /** A client that reads whatever comes. */
    PipeClient(LocalServer server, String user) throws IOException {
        this(server, user, true);
    }

    /**
     * Opens a session.
     *
     * @param reads false for a client that reads nothing, its hello excepted, until {@link #read}
     */
    PipeClient(LocalServer server, String user, boolean reads) throws IOException {
        toServer = Channels.newOutputStream(up.sink());
        fromServer = Channels.newInputStream(down.source());
        var peer = new Peer(
                user,
                "127.0.0.1",
                new Name(Ns.MONITORING, "netconf-ssh"),
                Channels.newInputStream(up.source()),
                Channels.newOutputStream(down.sink()),
                this::cut);
        session = server.sessions.open(peer, server.dispatcher).orElseThrow();
        Thread.ofVirtual().start(() -> {
            Session.End how = session.serve();
            server.sessions.ended(session, how);
            cut();
            end.complete(how);
        });
        send("<hello xmlns='" + Ns.NETCONF + "'><capabilities><capability>" + Ns.BASE_1_1
                + "</capability></capabilities></hello>]]>]]>");
        if (reads) {
            read();
        }
    }

    private void cut() {
        try {
            up.sink().close();
            up.source().close();
            down.sink().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void read() {
        Thread.ofVirtual().start(() -> {
            try {
                var reader = new FrameReader(fromServer, 1 << 26, new RequestMemory(1L << 34).share());
                reader.next();
                reader.chunked();
                for (var m = reader.next(); m.isPresent(); m = reader.next()) {
                    String text = new String(m.get(), StandardCharsets.UTF_8);
                    (text.startsWith("<notification") ? notifications : replies).add(text);
                }
            } catch (IOException e) {
                // The session has ended.
            }
        });
    }

    private void send(String text) throws IOException {
        toServer.write(text.getBytes(StandardCharsets.UTF_8));
        toServer.flush();
    }

    /** Sends a request and does not wait for the reply. */
    void request(String operation) throws IOException {
        String rpc = "<rpc message-id='1' xmlns='" + Ns.NETCONF + "'>" + operation + "</rpc>";
        send("\n#" + rpc.getBytes(StandardCharsets.UTF_8).length + "\n" + rpc + "\n##\n");
    }

    /** The reply to a request. */
    String call(String operation) throws IOException, InterruptedException {
        request(operation);
        return next(replies).orElseGet(() -> fail("no reply to " + operation));
    }

    void ok(String operation) throws IOException, InterruptedException {
        String reply = call(operation);
        assertTrue(reply.contains("<ok"), reply);
    }

    /** The next notification. */
    String notification() throws InterruptedException {
        return next(notifications).orElseGet(() -> fail("no notification came"));
    }

    /** The next notification of a name; others are passed over. */
    String notification(String name) throws InterruptedException {
        while (true) {
            String text = notification();
            if (text.contains("<" + name + " ") || text.contains("<" + name + "/")) {
                return text;
            }
        }
    }

    /** Notifications that have come and were not taken. */
    int waiting() {
        return notifications.size();
    }

    private static Optional<String> next(BlockingQueue<String> from) throws InterruptedException {
        return Optional.ofNullable(from.poll(PATIENCE, TimeUnit.SECONDS));
    }

    Session.End ended() throws Exception {
        try {
            return end.get(PATIENCE, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return fail("the session does not end");
        }
    }

    @Override
    public void close() throws Exception {
        cut();
        ended();
        down.source().close();
    }
}
