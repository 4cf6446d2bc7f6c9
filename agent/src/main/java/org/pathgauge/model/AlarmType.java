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
    UDP_FLOOD("udp-flood");

    private final String yangName;

    AlarmType(String yangName) {
        this.yangName = yangName;
    }

    /** The identity's name. */
    public String yangName() {
        return yangName;
    }
}
