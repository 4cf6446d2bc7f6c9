package org.pathgauge.alarm;

import java.util.OptionalLong;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Window;
import org.pathgauge.model.Window.Percentile;

/**
 * How one window stands to one threshold.
 *
 * @param level where the metric lies
 * @param value the metric, ns or ppm; empty when infinite, absent or not a number ({@code unreachable})
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

    private static final Reading UNKNOWN = new Reading(Level.UNKNOWN, OptionalLong.empty());
    private static final Reading INFINITE = new Reading(Level.ABOVE, OptionalLong.empty());

    static Reading of(Threshold threshold, Window window) {
        return switch (threshold.metric()) {
            case RTT_P50 -> percentile(threshold, window, Percentile.P50);
            case RTT_P90 -> percentile(threshold, window, Percentile.P90);
            case RTT_P95 -> percentile(threshold, window, Percentile.P95);
            case RTT_P99 -> percentile(threshold, window, Percentile.P99);
            case RTT_P999 -> percentile(threshold, window, Percentile.P999);
            case LOSS -> compare(threshold, window.lossPpm());
            case JITTER -> compare(threshold, window.jitterNanos());
            case UNREACHABLE -> reachability(window);
        };
    }

    /** RFC 7679: a lost packet's delay is infinite, so a percentile that falls among lost ones exceeds every limit. */
    private static Reading percentile(Threshold threshold, Window window, Percentile percentile) {
        return window.percentileInfinite(percentile)
                ? INFINITE
                : compare(threshold, window.rttPercentileNanos(percentile));
    }

    /** Rising is asked first, so that a value equal to both limits does not raise and clear in turn. */
    private static Reading compare(Threshold threshold, OptionalLong value) {
        if (value.isEmpty()) {
            return UNKNOWN;
        }
        long v = value.getAsLong();
        Level level = v >= threshold.rising() ? Level.ABOVE : v <= threshold.falling() ? Level.BELOW : Level.BETWEEN;
        return new Reading(level, value);
    }

    private static Reading reachability(Window window) {
        if (window.received() > 0) {
            return new Reading(Level.BELOW, OptionalLong.empty());
        }
        return window.sent() + window.unsent() > 0 ? INFINITE : UNKNOWN;
    }
}
