package org.pathgauge.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers questions about the complete slots of the past. */
@FunctionalInterface
public interface HistoryReader {
    /** Entries of one answer at most, so that those of several questions fit into the agent's memory. */
    int MOST = 1_000;

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
     * @param limit entries at most, from 1 to {@link #MOST}
     */
    record Query(String probe, Optional<String> measured, Instant from, Instant to, Duration resolution, int limit) {
        public Query {
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("a limit of " + limit + " is not from 1 to " + MOST);
            }
        }

        /** What is left to ask after a truncated answer that told what was measured, and whose last window ends then. */
        public Query after(String answered, Instant end) {
            return new Query(probe, Optional.of(answered), end, to, resolution, limit);
        }
    }

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
