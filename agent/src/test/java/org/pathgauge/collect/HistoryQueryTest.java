package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.HistoryQuery;
import org.pathgauge.ProbeBuilder;
import org.pathgauge.history.SlotFiles;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Window;

class HistoryQueryTest {
    private static final long FIRST = 179_000_000;
    private static final Probe OLD = ProbeBuilder.probe(1, "192.0.2.1").build();
    private static final Probe NEW = ProbeBuilder.probe(1, "192.0.2.2").build();

    @TempDir
    private Path state;

    private void keep(Probe probe, long from, long to) {
        StoredHistory.write(SlotFiles.folder(state), probe, from, to);
    }

    private HistoryReader.Answer ask(Optional<String> measured, int limit) {
        return reader().read(new HistoryReader.Query(
                OLD.name(), measured, instant(FIRST), instant(FIRST + 10_000), Duration.ofSeconds(10), limit));
    }

    private HistoryReader reader() {
        return new HistoryQuery(state, problem -> {});
    }

    private static Instant instant(long slot) {
        return Instant.ofEpochSecond(10 * slot);
    }

    private static List<Long> slots(List<Window> windows) {
        return windows.stream().map(w -> w.start().getEpochSecond() / 10).toList();
    }

    @Test
    void aLongHistoryComesInPiecesThatMissAndRepeatNothing() {
        keep(OLD, FIRST, FIRST + 2_500);
        HistoryReader.Query rest = new HistoryReader.Query(
                OLD.name(),
                Optional.empty(),
                instant(FIRST),
                instant(FIRST + 10_000),
                Duration.ofSeconds(10),
                HistoryReader.MOST);
        List<Long> found = new ArrayList<>();
        List<Integer> pieces = new ArrayList<>();
        HistoryReader.Answer answer = reader().read(rest);
        while (answer.truncated()) {
            pieces.add(answer.windows().size());
            found.addAll(slots(answer.windows()));
            rest = rest.after(answer.measured(), answer.windows().getLast().end());
            answer = reader().read(rest);
        }
        found.addAll(slots(answer.windows()));
        assertEquals(List.of(1_000, 1_000), pieces);
        assertEquals(LongStream.range(FIRST, FIRST + 2_500).boxed().toList(), found);
    }

    @Test
    void onlyAnAnswerThatLeavesSomethingOutIsTruncated() {
        keep(OLD, FIRST, FIRST + 7);
        assertFalse(ask(Optional.empty(), 7).truncated());
        HistoryReader.Answer six = ask(Optional.empty(), 6);
        assertTrue(six.truncated());
        assertEquals(LongStream.range(FIRST, FIRST + 6).boxed().toList(), slots(six.windows()));
    }

    @Test
    void aNameThatMeasuredDifferentThingsTellsOfTheLastOrOfTheOneAskedFor() {
        keep(OLD, FIRST, FIRST + 5);
        keep(NEW, FIRST + 5, FIRST + 9);
        keep(OLD, FIRST + 9, FIRST + 12);
        for (int limit : new int[] {1, 3, 100}) {
            assertEquals(OLD.measured(), ask(Optional.empty(), limit).measured(), "limit " + limit);
        }
        assertEquals(
                LongStream.range(FIRST + 5, FIRST + 9).boxed().toList(),
                slots(ask(Optional.of(NEW.measured()), 100).windows()));
        assertEquals(List.of(), ask(Optional.of("something else"), 100).windows());
    }

    @Test
    void aRottenFolderIsToldInFewSentences() throws IOException {
        keep(OLD, FIRST, FIRST + 3_000);
        Path folder = SlotFiles.folder(state);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 100; i < bytes.length; i += 2_000) {
                    bytes[i] ^= 1;
                }
                Files.write(file, bytes);
            }
        }
        HistoryReader.Answer answer = ask(Optional.empty(), 1_000);
        assertEquals(21, answer.problems().size());
        assertTrue(
                answer.problems().getLast().matches("[1-9][0-9]* more parts .*"),
                answer.problems().getLast());
    }

    @Test
    void nothingThereIsNoError() {
        HistoryReader.Answer answer = ask(Optional.empty(), 10);
        assertEquals(List.of(), answer.windows());
        assertEquals(List.of(), answer.problems());
    }
}
