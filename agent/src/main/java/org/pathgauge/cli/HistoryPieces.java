package org.pathgauge.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.pathgauge.HistoryQuery;
import org.pathgauge.control.ControlClient;
import org.pathgauge.control.ControlException;
import org.pathgauge.control.HistoryRequest;
import org.pathgauge.history.SlotFiles;
import org.pathgauge.model.HistoryReader;

/**
 * Reads a history of any length piece by piece, from the running agent or, when none runs, from its files.
 *
 * <p>A piece is what was measured, in words, and the next windows; it may be empty.
 */
final class HistoryPieces {
    private final Path state;
    private final Consumer<String> problems;
    private final Set<String> told = new HashSet<>();

    /**
     * Makes a reader of a state directory.
     *
     * @param problems told once of each part that could not be read
     */
    HistoryPieces(Path state, Consumer<String> problems) {
        this.state = state;
        this.problems = problems;
    }

    /** Hands over everything that was asked for, the query's limit at a time. */
    void read(HistoryReader.Query query, BiConsumer<String, List<JsonObject>> pieces) {
        ControlClient client;
        try {
            client = ControlClient.connect(state);
        } catch (ControlException e) {
            Path folder = SlotFiles.folder(state);
            if (!Files.isReadable(folder)) {
                throw new CliException(
                        ExitCode.FAILURE, e.getMessage() + " (and there is no history to read in " + folder + ")");
            }
            fromFiles(query, pieces);
            return;
        }
        try (client) {
            fromAgent(client, query, pieces);
        } catch (ControlException e) {
            throw new CliException(ExitCode.FAILURE, e.getMessage());
        }
    }

    private void fromFiles(HistoryReader.Query query, BiConsumer<String, List<JsonObject>> pieces) {
        HistoryReader reader = new HistoryQuery(state, problem -> {});
        HistoryReader.Query rest = query;
        while (true) {
            HistoryReader.Answer answer = reader.read(rest);
            answer.problems().forEach(this::tell);
            pieces.accept(
                    answer.measured(),
                    answer.windows().stream().map(HistoryRequest::window).toList());
            if (!answer.truncated()) {
                return;
            }
            rest = rest.after(answer.measured(), answer.windows().getLast().end());
        }
    }

    private void fromAgent(ControlClient client, HistoryReader.Query query, BiConsumer<String, List<JsonObject>> pieces)
            throws ControlException {
        HistoryReader.Query rest = query;
        while (true) {
            List<JsonObject> windows = new ArrayList<>();
            JsonObject done = client.ask(HistoryRequest.of(rest), windows::add);
            JsonArray problemsOfPiece = done.getAsJsonArray("problems");
            problemsOfPiece.forEach(problem -> tell(problem.getAsString()));
            String measured = done.get("measured").getAsString();
            pieces.accept(measured, windows);
            if (!done.get("truncated").getAsBoolean()) {
                return;
            }
            rest = rest.after(
                    measured, Instant.parse(windows.getLast().get("end").getAsString()));
        }
    }

    private void tell(String problem) {
        if (told.add(problem)) {
            problems.accept(problem);
        }
    }
}
