package org.pathgauge.metrics;

import java.util.OptionalLong;

/** Ratios in parts per million. */
public final class Ppm {
    private Ppm() {}

    /** The ratio of a part to a whole, rounded to the nearest; empty when the whole is nothing. */
    public static OptionalLong ratio(long part, long whole) {
        return whole <= 0 ? OptionalLong.empty() : OptionalLong.of((part * 1_000_000 + whole / 2) / whole);
    }
}
