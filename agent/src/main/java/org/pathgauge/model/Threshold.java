package org.pathgauge.model;

/**
 * A limit on one metric of one resource, with hysteresis.
 *
 * <p>The alarm is raised when the metric is at or above {@code rising} in {@code consecutive} complete windows in a row,
 * and cleared when it is at or below {@code falling} in as many. RTT percentiles and jitter are compared in nanoseconds,
 * loss in parts per million. {@link Metric#UNREACHABLE} compares nothing: a window in which probes were due and none was
 * answered counts as above, any reply as below.
 *
 * @param name unique within the resource
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
        RTT_P50("rtt-p50", AlarmType.PROBE_DELAY, AlarmUnit.NANOSECONDS),
        RTT_P90("rtt-p90", AlarmType.PROBE_DELAY, AlarmUnit.NANOSECONDS),
        RTT_P95("rtt-p95", AlarmType.PROBE_DELAY, AlarmUnit.NANOSECONDS),
        RTT_P99("rtt-p99", AlarmType.PROBE_DELAY, AlarmUnit.NANOSECONDS),
        RTT_P999("rtt-p99.9", AlarmType.PROBE_DELAY, AlarmUnit.NANOSECONDS),
        /** Round-trip loss (RFC 7680 with a fixed timeout). */
        LOSS("loss", AlarmType.PROBE_LOSS, AlarmUnit.PPM),
        /** RFC 3550 interarrival jitter applied to round-trip times. */
        JITTER("rfc3550-jitter", AlarmType.PROBE_JITTER, AlarmUnit.NANOSECONDS),
        /** No reply at all. */
        UNREACHABLE("unreachable", AlarmType.PROBE_UNREACHABLE, AlarmUnit.NONE),
        /** Packets that the kernel dropped at an interface for reasons that are not benign. */
        KERNEL_DROPS("kernel-drops", AlarmType.KERNEL_DROPS, AlarmUnit.PER_SECOND),
        /** SYN to ESTABLISHED of the outbound connections of a row. */
        CONNECT_P50("connect-p50", AlarmType.TCP_CONNECT_TIME, AlarmUnit.NANOSECONDS),
        CONNECT_P90("connect-p90", AlarmType.TCP_CONNECT_TIME, AlarmUnit.NANOSECONDS),
        CONNECT_P99("connect-p99", AlarmType.TCP_CONNECT_TIME, AlarmUnit.NANOSECONDS),
        /** Sampled round-trip times of the connections of a row. */
        TCP_RTT_P50("tcp-rtt-p50", AlarmType.TCP_ROUND_TRIP_TIME, AlarmUnit.NANOSECONDS),
        TCP_RTT_P99("tcp-rtt-p99", AlarmType.TCP_ROUND_TRIP_TIME, AlarmUnit.NANOSECONDS),
        /** Segments sent again over all sent. */
        RETRANSMISSIONS("retransmissions", AlarmType.TCP_RETRANSMISSIONS, AlarmUnit.PPM),
        /** Attempts to connect that failed or were refused over all that ended. */
        FAILED_CONNECTIONS("failed-connections", AlarmType.TCP_FAILURES, AlarmUnit.PPM),
        /** Packets that the agent's own ingress program dropped, but for replies to its probes. */
        INGRESS_DROPS("ingress-drops", AlarmType.INGRESS_DROPS, AlarmUnit.PER_SECOND),
        /** Packets that XDP programs, whoever's, failed with. */
        XDP_EXCEPTIONS("xdp-exceptions", AlarmType.XDP_EXCEPTIONS, AlarmUnit.PER_SECOND),
        /** Packets that were subject to a rule of the filter. */
        RULE_HITS("rule-hits", AlarmType.RULE_HITS, AlarmUnit.PER_SECOND);

        private final String yangName;
        private final AlarmType type;
        private final AlarmUnit unit;

        Metric(String yangName, AlarmType type, AlarmUnit unit) {
            this.yangName = yangName;
            this.type = type;
            this.unit = unit;
        }

        public String yangName() {
            return yangName;
        }

        /** The type of the alarms that it raises. */
        public AlarmType type() {
            return type;
        }

        /** The unit that it is compared in. */
        public AlarmUnit unit() {
            return unit;
        }
    }
}
