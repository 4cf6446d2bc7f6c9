package org.pathgauge.model;

/** The type of an alarm: the identities of pathgauge-alarms derived from alarm-type-id (RFC 8632 section 3.2). */
public enum AlarmType {
    PROBE_DELAY("probe-delay"),
    PROBE_LOSS("probe-loss"),
    PROBE_JITTER("probe-jitter"),
    PROBE_UNREACHABLE("probe-unreachable"),
    SYN_FLOOD("syn-flood"),
    PORT_SCAN("port-scan"),
    ICMP_FLOOD("icmp-flood"),
    UDP_FLOOD("udp-flood"),
    KERNEL_DROPS("kernel-drops"),
    TCP_CONNECT_TIME("tcp-connect-time"),
    TCP_ROUND_TRIP_TIME("tcp-round-trip-time"),
    TCP_RETRANSMISSIONS("tcp-retransmissions"),
    TCP_FAILURES("tcp-failures"),
    INGRESS_DROPS("ingress-drops"),
    XDP_EXCEPTIONS("xdp-exceptions"),
    RULE_HITS("rule-hits");

    private final String yangName;

    AlarmType(String yangName) {
        this.yangName = yangName;
    }

    /** The identity's name. */
    public String yangName() {
        return yangName;
    }
}
