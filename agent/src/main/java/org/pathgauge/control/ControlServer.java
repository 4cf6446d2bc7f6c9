package org.pathgauge.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.SnapshotHolder;
import org.pathgauge.model.TestRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the command line over a unix domain socket; one thread a connection. */
public final class ControlServer implements AutoCloseable {
    /** The name of the socket in the state directory. */
    public static final String SOCKET = "control.sock";

    /** What {@code sun_path} of unix(7) holds, less the terminating zero. */
    private static final int MAX_PATH = 107;

    /** Longest request, characters; the longest sensible one holds a probe's name. */
    static final int MAX_REQUEST = 16_384;

    /** Connections at once: more than one-shot tests, so that these never keep other commands out. */
    static final int MAX_CONNECTIONS = 128;

    private static final String COMMANDS = "show, history, alarm, purge-alarms, reload, probe, stop, pin and unpin";
    private static final long PAUSE_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Path socket;
    private final ServerSocketChannel listener;
    private final SnapshotHolder snapshots;
    private final Reload reload;
    private final TestRunner tests;
    private final HistoryReader history;
    private final AlarmActions alarms;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private ControlServer(
            Path socket,
            ServerSocketChannel listener,
            SnapshotHolder snapshots,
            Reload reload,
            TestRunner tests,
            HistoryReader history,
            AlarmActions alarms) {
        this.socket = socket;
        this.listener = listener;
        this.snapshots = snapshots;
        this.reload = reload;
        this.tests = tests;
        this.history = history;
        this.alarms = alarms;
    }

    /**
     * Listens in a state directory that the caller has locked, so that a socket found there is a dead agent's.
     *
     * @param state the state directory
     * @param snapshots what {@code show} shows
     * @param reload what {@code reload} does; called by one thread at a time
     * @param tests runs one-shot tests
     * @param history what {@code history} asks
     * @param alarms what {@code alarm} and {@code purge-alarms} change
     * @throws IOException when the socket cannot be made
     */
    public static ControlServer start(
            Path state,
            SnapshotHolder snapshots,
            Reload reload,
            TestRunner tests,
            HistoryReader history,
            AlarmActions alarms)
            throws IOException {
        Path socket = state.resolve(SOCKET).toAbsolutePath();
        Path fresh = state.resolve(SOCKET + ".new").toAbsolutePath();
        if (fresh.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            throw new IOException("The path of the state directory is too long for a unix domain socket: " + fresh
                    + " has more than " + MAX_PATH + " octets. Choose a shorter one with --state");
        }
        Files.deleteIfExists(fresh);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(fresh));
            // Nobody knows the name yet, so the socket is never open to others.
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        ControlServer server = new ControlServer(socket, listener, snapshots, reload, tests, history, alarms);
        Thread.ofPlatform().daemon().name("control").start(server::accept);
        return server;
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = listener.accept();
                if (open.size() >= MAX_CONNECTIONS) {
                    LOG.warn("A control connection is refused: {} are open; end commands that wait", MAX_CONNECTIONS);
                    channel.close();
                    continue;
                }
                open.add(channel);
                Thread.ofPlatform().daemon().name("control-client").start(() -> serve(channel));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Such as too many open files: it passes.
                LOG.warn("The control socket {} accepts no connection now: {}", socket, e.toString());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                BufferedReader in =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), 4096));
                Writer out = new BufferedWriter(
                        Channels.newWriter(channel, StandardCharsets.UTF_8.newEncoder(), 16384), 16384);
                TestConversation test = new TestConversation(tests, out)) {
            StringBuilder line = new StringBuilder();
            while (readLine(in, line)) {
                if (line.length() > MAX_REQUEST) {
                    Reply.error(out, "A request has at most " + MAX_REQUEST + " characters");
                    return;
                }
                if (!test.busy()) {
                    answer(line.toString(), channel, out, test);
                } else if (command(line.toString()).equals(Optional.of("stop"))) {
                    test.stop();
                } else {
                    LOG.debug("A control connection asked for something else while its test ran");
                    return;
                }
                if (!test.busy()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            LOG.debug("A control connection ended: {}", e.toString());
        } finally {
            open.remove(channel);
        }
    }

    /** Reads a line, or its beginning when it is too long; false at the end. */
    private static boolean readLine(BufferedReader in, StringBuilder line) throws IOException {
        line.setLength(0);
        int c = in.read();
        if (c < 0) {
            return false;
        }
        for (; c >= 0 && c != '\n' && line.length() <= MAX_REQUEST; c = in.read()) {
            line.append((char) c);
        }
        return true;
    }

    private static Optional<String> command(String line) {
        try {
            return ShowRequest.text(JsonParser.parseString(line).getAsJsonObject(), "command");
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private void answer(String line, SocketChannel channel, Writer out, TestConversation test) throws IOException {
        JsonObject request;
        String command;
        try {
            request = JsonParser.parseString(line).getAsJsonObject();
            command = request.get("command").getAsString();
        } catch (RuntimeException e) {
            Reply.error(out, "A request is one JSON object with a member \"command\"");
            return;
        }
        try {
            switch (command) {
                case "show" -> ShowRequest.answer(request, snapshots.get(), out);
                case "history" -> HistoryRequest.answer(request, history, snapshots.get(), out);
                case "alarm" -> AlarmRequest.operator(request, alarms, channel, out);
                case "purge-alarms" -> AlarmRequest.purge(request, alarms, out);
                case "reload" -> reload(out);
                case "probe" -> test.start(request);
                // The test has ended meanwhile.
                case "stop" -> {}
                case "pin" -> Reply.done(out, snapshots.pin().number());
                case "unpin" -> {
                    snapshots.unpin();
                    Reply.done(out, snapshots.get().number());
                }
                default -> Reply.error(out, "There is no command \"" + command + "\"; there are " + COMMANDS);
            }
        } catch (RuntimeException e) {
            LOG.warn("The control command {} failed", command, e);
            Reply.error(out, "The agent failed: " + e + "; its log tells more");
        }
    }

    private synchronized void reload(Writer out) throws IOException {
        Reload.Outcome outcome = reload.reload();
        if (outcome.errors().isEmpty()) {
            JsonObject reply = Reply.done();
            reply.add("changes", array(outcome.changes()));
            Reply.line(out, reply);
        } else {
            JsonObject reply = new JsonObject();
            reply.addProperty("error", "The configuration was refused and the old one stays in force");
            reply.add("errors", array(outcome.errors()));
            Reply.line(out, reply);
        }
    }

    private static JsonArray array(List<String> lines) {
        JsonArray array = new JsonArray();
        lines.forEach(array::add);
        return array;
    }

    /** Ends all connections and removes the socket. */
    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.debug("The control socket was not closed cleanly: {}", e.toString());
        }
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("A control connection was not closed cleanly: {}", e.toString());
            }
        }
    }
}
