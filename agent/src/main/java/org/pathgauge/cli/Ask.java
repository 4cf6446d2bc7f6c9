package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.pathgauge.control.ControlClient;
import org.pathgauge.control.ControlException;

/** One request to the running agent. */
final class Ask {
    private Ask() {}

    static JsonObject request(String command) {
        JsonObject request = new JsonObject();
        request.addProperty("command", command);
        return request;
    }

    static JsonObject agent(Path state, JsonObject request, Consumer<JsonObject> items) {
        try (ControlClient client = ControlClient.connect(state)) {
            return client.ask(request, items);
        } catch (ControlException e) {
            throw new CliException(ExitCode.FAILURE, e.getMessage());
        }
    }
}
