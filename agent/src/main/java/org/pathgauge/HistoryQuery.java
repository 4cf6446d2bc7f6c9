package org.pathgauge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pathgauge.collect.StoredSlots;
import org.pathgauge.history.Problem;
import org.pathgauge.history.SlotFiles;
import org.pathgauge.history.SlotVisitor;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Window;

/** Answers questions about the past from the files of a history, whether or not an agent writes them. */
public final class HistoryQuery implements HistoryReader {
    private static final int SLOT_SECONDS = 10;
    private static final int MOST_PROBLEMS = 20;

    private final Path folder;
    private final Consumer<Problem> problems;

    /**
     * Makes a reader of a state directory.
     *
     * @param problems told of everything that could not be read
     */
    public HistoryQuery(Path state, Consumer<Problem> problems) {
        this.folder = SlotFiles.folder(state);
        this.problems = problems;
    }

    /** What one name measured, and up to the limit its windows. */
    private static final class Found {
        private final List<Window> windows = new ArrayList<>();
        private final StoredSlots slots;
        private final int limit;
        private long newest;

        Found(Duration resolution, int limit) {
            this.limit = limit;
            this.slots = new StoredSlots(resolution, windows::add);
        }

        boolean add(long slot, byte[] stored) {
            newest = Math.max(newest, slot);
            return full() || slots.add(slot, stored);
        }

        /** One window more than wanted tells that there are more. */
        boolean full() {
            return windows.size() > limit;
        }
    }

    /** Sentences for one answer: a rotten disk must not fill the memory with them. */
    private static final class Unread {
        private final List<String> sentences = new ArrayList<>();
        private long more;

        void add(String sentence) {
            if (sentences.size() < MOST_PROBLEMS) {
                sentences.add(sentence);
            } else {
                more++;
            }
        }

        List<String> sentences() {
            return more == 0
                    ? sentences
                    : Stream.concat(sentences.stream(), Stream.of(more + " more parts of the history cannot be read"))
                            .toList();
        }
    }

    @Override
    public Answer read(Query query) {
        Unread unread = new Unread();
        Map<String, Found> byMeasured = new HashMap<>();
        SlotVisitor visitor = new SlotVisitor() {
            @Override
            public boolean wants(String probe, String measured) {
                return probe.equals(query.probe())
                        && query.measured().map(measured::equals).orElse(true);
            }

            @Override
            public void slot(String probe, String measured, long slot, byte[] stored) {
                Found found = byMeasured.computeIfAbsent(measured, m -> new Found(query.resolution(), query.limit()));
                if (!found.add(slot, stored)) {
                    unread.add("the slot " + slot + " of " + probe + " cannot be read");
                }
            }

            @Override
            public boolean done() {
                return query.measured().map(byMeasured::get).filter(Found::full).isPresent();
            }
        };
        long from = Math.ceilDiv(query.from().getEpochSecond(), (long) SLOT_SECONDS);
        long to = Math.ceilDiv(query.to().getEpochSecond(), (long) SLOT_SECONDS) - 1;
        SlotFiles.read(folder, StoredSlots.ENCODING, from, to, visitor, problem -> {
            problems.accept(problem);
            unread.add(problem.text());
        });
        Optional<Map.Entry<String, Found>> newest =
                byMeasured.entrySet().stream().max(Comparator.comparingLong(entry -> entry.getValue().newest));
        return newest.map(entry -> answer(entry.getKey(), entry.getValue(), query, unread))
                .orElse(new Answer(query.measured().orElse(""), List.of(), false, unread.sentences()));
    }

    private static Answer answer(String measured, Found found, Query query, Unread unread) {
        if (!found.full()) {
            found.slots.finish();
        }
        boolean truncated = found.full();
        List<Window> windows = truncated ? found.windows.subList(0, query.limit()) : found.windows;
        return new Answer(measured, windows, truncated, unread.sentences());
    }
}
