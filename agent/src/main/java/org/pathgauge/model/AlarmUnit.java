package org.pathgauge.model;

import java.util.Locale;

/** What the value and the limits of an alarm count. */
public enum AlarmUnit {
    /** Duration. */
    NANOSECONDS("nanoseconds"),
    /** Ratio, parts per million. */
    PPM("ppm"),
    /** Events a second. */
    PER_SECOND("per-second"),
    /** Things, such as ports. */
    COUNT("count"),
    /** No value at all: it is so, or not. */
    NONE("none");

    private final String yangName;

    AlarmUnit(String yangName) {
        this.yangName = yangName;
    }

    /** The name in the YANG model and in JSON. */
    public String yangName() {
        return yangName;
    }

    /** A value for a person. */
    public String text(long value) {
        return switch (this) {
            case NANOSECONDS -> String.format(Locale.ROOT, "%.6f ms", value / 1_000_000.0);
            case PPM -> String.format(Locale.ROOT, "%.4f %%", value / 10_000.0);
            case PER_SECOND -> value + " a second";
            case COUNT, NONE -> Long.toString(value);
        };
    }
}
