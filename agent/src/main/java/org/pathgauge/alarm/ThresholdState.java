package org.pathgauge.alarm;

import java.time.Instant;
import java.util.Optional;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Window;

/** What is remembered of one threshold of one probe between two snapshots. */
final class ThresholdState {
    private Threshold threshold;
    private Optional<Alarm> alarm;
    private Optional<Instant> lastEnd = Optional.empty();
    private int above;
    private int below;

    ThresholdState(Threshold threshold, Optional<Alarm> alarm) {
        this.threshold = threshold;
        this.alarm = alarm;
    }

    Threshold threshold() {
        return threshold;
    }

    /** The alarm, active or cleared; empty when it was never raised. */
    Optional<Alarm> alarm() {
        return alarm;
    }

    boolean active() {
        return alarm.isPresent() && alarm.get().active();
    }

    void setAlarm(Alarm changed) {
        alarm = Optional.of(changed);
        startOver();
    }

    /** Takes new limits. A row of windows that was counted against the old ones counts no more. */
    void redefine(Threshold changed) {
        threshold = changed;
        startOver();
    }

    private void startOver() {
        above = 0;
        below = 0;
    }

    /**
     * Whether a window is due. Windows slide by one slot, but only disjoint ones make a row: two that overlap would count
     * the same loss twice. A clock that was set back starts afresh.
     */
    boolean due(Window window) {
        return lastEnd.isEmpty()
                || !window.end().isBefore(lastEnd.get().plus(window.length().duration()))
                || window.end().isBefore(lastEnd.get());
    }

    /** Counts a window that is due, and tells whether the alarm's state must change. */
    boolean count(Window window, Reading reading) {
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
        return active() ? below >= needed : above >= needed;
    }
}
