package org.pathgauge.model;

/** What a probe is doing. */
public enum ProbeState {
    /** No window is complete yet. */
    STARTING("starting"),
    /** Replies arrive: the newest complete slot has at least one. */
    UP("up"),
    /** Probes are sent and none of the newest complete slot was answered. */
    UNREACHABLE("unreachable"),
    /** Probes cannot be sent: no route, no source address, interface down or not watched. */
    CANNOT_SEND("cannot-send"),
    /** The host name does not resolve. */
    UNRESOLVED("unresolved"),
    /** Switched off by configuration. */
    DISABLED("disabled");

    private final String yangName;

    ProbeState(String yangName) {
        this.yangName = yangName;
    }

    public String yangName() {
        return yangName;
    }
}
