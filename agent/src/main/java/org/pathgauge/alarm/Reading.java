package org.pathgauge.alarm;

import java.util.OptionalLong;
import org.pathgauge.model.Threshold;

/**
 * How one window stands to one threshold.
 *
 * @param level where the metric lies
 * @param value the metric in its unit; empty when infinite, absent or not a number ({@code unreachable})
 */
record Reading(Level level, OptionalLong value) {

    /** Where the metric lies against rising and falling value. */
    enum Level {
        /** At or above rising. */
        ABOVE,
        /** Between falling and rising: ends every row of windows. */
        BETWEEN,
        /** At or below falling, and not above. */
        BELOW,
        /** Undefined: too few samples, or none. The state stays as it is. */
        UNKNOWN
    }

    static final Reading UNKNOWN = new Reading(Level.UNKNOWN, OptionalLong.empty());
    static final Reading INFINITE = new Reading(Level.ABOVE, OptionalLong.empty());
    static final Reading BELOW_ALL = new Reading(Level.BELOW, OptionalLong.empty());

    /** Rising is asked first, so that a value equal to both limits does not raise and clear in turn. */
    static Reading compare(Threshold threshold, OptionalLong value) {
        if (value.isEmpty()) {
            return UNKNOWN;
        }
        long v = value.getAsLong();
        Level level = v >= threshold.rising() ? Level.ABOVE : v <= threshold.falling() ? Level.BELOW : Level.BETWEEN;
        return new Reading(level, value);
    }
}
