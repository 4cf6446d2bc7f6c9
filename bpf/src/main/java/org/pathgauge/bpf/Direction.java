package org.pathgauge.bpf;

/** The side of an interface that a traffic-control program looks at. */
public enum Direction {
    INGRESS,
    EGRESS;

    /** How messages name this direction. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
