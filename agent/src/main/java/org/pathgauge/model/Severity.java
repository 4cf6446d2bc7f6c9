package org.pathgauge.model;

/** Perceived severity of an alarm, in the order and with the names of ITU-T X.733 and RFC 8632. */
public enum Severity {
    WARNING,
    MINOR,
    MAJOR,
    CRITICAL;

    /** The name in the YANG model, the command line and logs. */
    public String yangName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
