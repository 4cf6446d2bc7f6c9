package org.pathgauge.bpf;

/**
 * The place in the kernel's receive path where replies are matched.
 *
 * <p>The egress side goes with it: tcx where the ingress hook is {@link #TCX} or XDP and the kernel
 * has tcx, clsact otherwise.
 */
public enum Hook {
    /** XDP run by the network driver, before a socket buffer exists. */
    XDP_NATIVE("native XDP"),
    /** XDP run by the kernel's generic receive path, for drivers without XDP of their own. */
    XDP_GENERIC("generic XDP"),
    /** The traffic-control ingress hook as a link (Linux 6.6 or newer). */
    TCX("tcx"),
    /** The traffic-control ingress hook as a filter of a clsact queue discipline (any kernel). */
    CLSACT("clsact");

    private final String label;

    Hook(String label) {
        this.label = label;
    }

    /** How messages name this hook. */
    public String label() {
        return label;
    }

    /** Whether the program at this hook is an XDP program. */
    public boolean isXdp() {
        return this == XDP_NATIVE || this == XDP_GENERIC;
    }
}
