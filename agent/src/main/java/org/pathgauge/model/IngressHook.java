package org.pathgauge.model;

/** Where the ingress program sits on an interface. */
public enum IngressHook {
    /** Native XDP where a physical driver accepts it and nobody else's program sits there, else tcx. */
    AUTO("auto"),
    XDP_NATIVE("xdp-native"),
    XDP_GENERIC("xdp-generic"),
    /** tcx ingress; on kernels before 6.6 the clsact queue discipline. */
    TCX("tcx");

    private final String yangName;

    IngressHook(String yangName) {
        this.yangName = yangName;
    }

    public String yangName() {
        return yangName;
    }
}
