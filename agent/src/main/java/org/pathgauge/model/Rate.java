package org.pathgauge.model;

import java.time.Instant;
import java.util.List;

/**
 * How often something happened that a threshold compares and of which no view shows windows.
 *
 * @param resource at which it happened
 * @param metric what is counted
 * @param windows complete ones, shortest first; none longer than thresholds need
 */
public record Rate(Resource resource, Threshold.Metric metric, List<Window> windows) {

    public Rate {
        windows = List.copyOf(windows);
    }

    /**
     * How often within one window.
     *
     * @param length nominal length
     * @param end where it ends
     * @param count how often
     */
    public record Window(WindowLength length, Instant end, long count) {
        /** Times a second, rounded up, so that a limit of 1 is met by anything at all. */
        public long perSecond() {
            return Math.ceilDiv(count, (long) length.seconds());
        }
    }
}
