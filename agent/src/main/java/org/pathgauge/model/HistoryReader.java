package org.pathgauge.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers questions about the complete slots of the past. */
@FunctionalInterface
public interface HistoryReader {
    /** The history of an agent that keeps none. */
    HistoryReader NONE = query -> new Answer("", List.of(), false, List.of());

    /** Reads from the disk; may take a second. */
    Answer read(Query query);

    /**
     * A question.
     *
     * @param probe its name
     * @param measured only slots measured so, as {@link Probe#measured} tells; empty for what was measured last
     * @param from first instant
     * @param to first instant no longer asked for
     * @param resolution length of each entry of the answer, a multiple of ten seconds
     * @param limit entries at most
     */
    record Query(String probe, Optional<String> measured, Instant from, Instant to, Duration resolution, int limit) {}

    /**
     * An answer.
     *
     * @param measured what was measured under the name of the probe
     * @param windows aligned to the epoch by the resolution, rising; those without data are left out. Their
     *     {@link Window#length} is the longest that is not above the resolution.
     * @param truncated whether there are more than the limit; ask again from the end of the last one
     * @param problems one sentence on each part of the history that could not be read
     */
    record Answer(String measured, List<Window> windows, boolean truncated, List<String> problems) {
        public Answer {
            windows = List.copyOf(windows);
            problems = List.copyOf(problems);
        }
    }
}
