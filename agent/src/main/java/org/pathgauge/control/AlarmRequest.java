package org.pathgauge.control;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.OperatorState;

/** The commands {@code alarm} and {@code purge-alarms}: what a person does to the alarm list. */
final class AlarmRequest {
    private static final int LONGEST_TEXT = 1_000;

    private AlarmRequest() {}

    /** Sets the operator state of the alarm {@code id}, in the name of the user at the other end of the socket. */
    static void operator(JsonObject request, AlarmActions alarms, SocketChannel channel, Writer out)
            throws IOException {
        Optional<OperatorState> state = state(request);
        if (state.isEmpty() || !state.get().writable() || !request.has("id")) {
            Reply.error(out, "\"alarm\" needs the \"id\" of an alarm and a \"state\": ack, closed or none");
            return;
        }
        String text = request.has("text") ? request.get("text").getAsString() : "";
        if (text.length() > LONGEST_TEXT) {
            Reply.error(
                    out,
                    "The text has " + text.length() + " characters; at most " + LONGEST_TEXT
                            + " are kept with an alarm");
            return;
        }
        String user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        try {
            alarms.setOperatorState(request.get("id").getAsInt(), state.get(), user, text);
        } catch (AlarmActionException e) {
            Reply.error(out, e.getMessage());
            return;
        }
        JsonObject reply = Reply.done();
        reply.addProperty("operator", user);
        Reply.line(out, reply);
    }

    /** Removes cleared alarms, perhaps only those of a {@code state} or cleared {@code seconds} ago. */
    static void purge(JsonObject request, AlarmActions alarms, Writer out) throws IOException {
        Optional<OperatorState> state = state(request);
        if (request.has("state") && state.isEmpty()) {
            Reply.error(out, "\"state\" is an operator state: none, ack or closed");
            return;
        }
        long seconds = request.has("seconds") ? request.get("seconds").getAsLong() : 0;
        JsonObject reply = Reply.done();
        reply.addProperty("purged", alarms.purge(Duration.ofSeconds(Math.max(0, seconds)), state));
        Reply.line(out, reply);
    }

    private static Optional<OperatorState> state(JsonObject request) {
        if (!request.has("state")) {
            return Optional.empty();
        }
        String name = request.get("state").getAsString();
        return Arrays.stream(OperatorState.values())
                .filter(s -> s.yangName().equals(name))
                .findFirst();
    }
}
