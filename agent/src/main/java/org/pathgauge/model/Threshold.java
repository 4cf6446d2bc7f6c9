package org.pathgauge.model;

/**
 * A limit on one metric of one probe, with hysteresis.
 *
 * <p>The alarm is raised when the metric is at or above {@code rising} in {@code consecutive} complete windows in a row,
 * and cleared when it is at or below {@code falling} in as many. RTT percentiles and jitter are compared in nanoseconds,
 * loss in parts per million. {@link Metric#UNREACHABLE} compares nothing: a window in which probes were due and none was
 * answered counts as above, any reply as below.
 *
 * @param name unique within the probe
 * @param metric what is compared
 * @param window over which length of time
 * @param rising raise at or above (ns or ppm; 0 for unreachable)
 * @param falling clear at or below; at most {@code rising}
 * @param consecutive windows in a row, at least 1
 * @param severity of the alarm
 */
public record Threshold(
        String name,
        Metric metric,
        WindowLength window,
        long rising,
        long falling,
        int consecutive,
        Severity severity) {

    /** What a threshold compares. */
    public enum Metric {
        RTT_P50("rtt-p50"),
        RTT_P90("rtt-p90"),
        RTT_P95("rtt-p95"),
        RTT_P99("rtt-p99"),
        RTT_P999("rtt-p99.9"),
        /** Round-trip loss, ppm (RFC 7680 with a fixed timeout). */
        LOSS("loss"),
        /** RFC 3550 interarrival jitter applied to round-trip times, ns. */
        JITTER("rfc3550-jitter"),
        /** No reply at all. */
        UNREACHABLE("unreachable");

        private final String yangName;

        Metric(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }
}
