package org.pathgauge.bpf;

import java.util.Set;

/**
 * What the ingress programs can do beside matching replies. Each part has maps of its own, which begin with its prefix
 * and are made when the part is first needed; for each set of parts there is a pair of programs.
 */
public enum IngressPart {
    /** The rules of filter.bpf.h. */
    FILTER("pg_filter");

    private final String mapPrefix;

    IngressPart(String mapPrefix) {
        this.mapPrefix = mapPrefix;
    }

    /** Whether a map of guard.bpf.c is this part's. */
    boolean owns(String map) {
        return map.startsWith(mapPrefix);
    }

    /** The program with just these parts, at XDP or at traffic control. */
    static String program(Set<IngressPart> parts, boolean xdp) {
        if (parts.isEmpty()) {
            return xdp ? "pg_xdp" : "pg_tcx_ingress";
        }
        return xdp ? "pg_xdp_filter" : "pg_tcx_filter";
    }
}
