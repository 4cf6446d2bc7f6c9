package org.pathgauge.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Asks a running agent. */
public final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader in;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), 16384));
    }

    /**
     * Connects to the agent of a state directory.
     *
     * @throws ControlException when none answers, or only another user may ask it
     */
    public static ControlClient connect(Path state) throws ControlException {
        Path socket = state.resolve(ControlServer.SOCKET).toAbsolutePath();
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return new ControlClient(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof AccessDeniedException || isClosedToUs(state, socket)) {
                throw new ControlException(
                        "You may not talk to the agent at " + socket + ": run this as the agent's user or as root", e);
            }
            throw new ControlException(
                    "No agent answers at " + socket
                            + ": start one with 'pathgauge run', or name its state directory with --state",
                    e);
        }
    }

    /** Whether permissions keep us out; of a folder that may not be entered nobody learns what is in it. */
    private static boolean isClosedToUs(Path state, Path socket) {
        return Files.isDirectory(state) && !Files.isExecutable(state)
                || Files.exists(socket) && !Files.isWritable(socket);
    }

    /**
     * Sends a request and hands over each object of the reply but the last.
     *
     * @return the last object, which has {@code done}, or {@code error} and {@code errors} of a refused reload
     * @throws ControlException when the agent could not do it or went away
     */
    public JsonObject ask(JsonObject request, Consumer<JsonObject> items) throws ControlException {
        try {
            send(request);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonObject object = JsonParser.parseString(line).getAsJsonObject();
                JsonElement error = object.get("error");
                if (error != null && !object.has("errors")) {
                    throw new ControlException(error.getAsString());
                }
                if (error != null || object.has("done")) {
                    return object;
                }
                items.accept(object);
            }
        } catch (IOException e) {
            throw new ControlException("The agent broke off its answer: " + e.getMessage(), e);
        }
        throw new ControlException("The agent ended before it had answered");
    }

    /** Has the one-shot test that {@link #ask} waits for end before its time. From any thread. */
    public void stop() {
        JsonObject request = new JsonObject();
        request.addProperty("command", "stop");
        try {
            send(request);
        } catch (IOException e) {
            // Then the answer breaks off, too.
        }
    }

    private synchronized void send(JsonObject request) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(request + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was left to be said on it.
        }
    }
}
