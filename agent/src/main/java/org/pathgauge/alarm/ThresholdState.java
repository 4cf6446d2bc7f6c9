package org.pathgauge.alarm;

import java.time.Instant;
import java.util.Optional;
import org.pathgauge.model.Threshold;

/** What is remembered of one threshold of one resource between two snapshots, besides its alarm. */
final class ThresholdState {
    private Threshold threshold;
    private Optional<Instant> lastEnd = Optional.empty();
    private int above;
    private int below;
    private long round;

    ThresholdState(Threshold threshold) {
        this.threshold = threshold;
    }

    Threshold threshold() {
        return threshold;
    }

    /** The last evaluation that had this threshold. */
    long round() {
        return round;
    }

    void seenIn(long newest) {
        round = newest;
    }

    /** Takes new limits. A row of windows that was counted against the old ones counts no more. */
    void redefine(Threshold changed) {
        threshold = changed;
        startOver();
    }

    /** Forgets rows: the alarm was raised or cleared. */
    void startOver() {
        above = 0;
        below = 0;
    }

    /**
     * Whether a window is due. Windows slide by one slot, but only disjoint ones make a row: two that overlap would count
     * the same loss twice. A clock that was set back starts afresh.
     */
    boolean due(Measured window) {
        return lastEnd.isEmpty()
                || !window.end().isBefore(lastEnd.get().plus(threshold.window().duration()))
                || window.end().isBefore(lastEnd.get());
    }

    /** Counts a window that is due, and tells whether the alarm's state must change. */
    boolean count(Measured window, Reading reading, boolean active) {
        lastEnd = Optional.of(window.end());
        switch (reading.level()) {
            case ABOVE -> {
                above++;
                below = 0;
            }
            case BELOW -> {
                below++;
                above = 0;
            }
            case BETWEEN -> startOver();
            case UNKNOWN -> {
                // Says nothing about the path: neither counts nor ends a row.
            }
        }
        int needed = Math.max(1, threshold.consecutive());
        return active ? below >= needed : above >= needed;
    }
}
