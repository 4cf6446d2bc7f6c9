package org.pathgauge.model;

import java.time.Duration;

/** The lengths of time over which statistics are published, each made of complete slots aligned to the wall clock. */
public enum WindowLength {
    SECONDS_10(10, "10s"),
    MINUTE_1(60, "1min"),
    MINUTES_5(300, "5min"),
    MINUTES_15(900, "15min");

    private final int seconds;
    private final String label;

    WindowLength(int seconds, String label) {
        this.seconds = seconds;
        this.label = label;
    }

    public int seconds() {
        return seconds;
    }

    public Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /** The name in the YANG model, the command line and logs. */
    public String label() {
        return label;
    }
}
