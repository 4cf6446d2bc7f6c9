package org.pathgauge.bpf;

import java.util.Set;

/**
 * What the ingress programs can do beside matching replies. Each part has maps of its own, which begin with its prefix
 * and are made when the part is first needed; for each set of parts there is a pair of programs.
 */
public enum IngressPart {
    /** The rules of filter.bpf.h. */
    FILTER("pg_filter"),
    /** The sketches of sketch.bpf.h. */
    PATTERNS("pg_pattern");

    private static final String SECTION = ".data.";

    private final String mapPrefix;

    IngressPart(String mapPrefix) {
        this.mapPrefix = mapPrefix;
    }

    /** Whether a map of guard.bpf.c is this part's, or a data section that all objects share. */
    boolean owns(String map) {
        return map.startsWith(mapPrefix) || map.equals(SECTION + mapPrefix);
    }

    /** The program with just these parts, at XDP or at traffic control. */
    static String program(Set<IngressPart> parts, boolean xdp) {
        if (parts.isEmpty()) {
            return xdp ? "pg_xdp" : "pg_tcx_ingress";
        }
        String what = parts.size() > 1 ? "both" : parts.contains(FILTER) ? "filter" : "patterns";
        return (xdp ? "pg_xdp_" : "pg_tcx_") + what;
    }

    /** The egress program that goes with just these parts. */
    static String egressProgram(Set<IngressPart> parts) {
        return parts.contains(PATTERNS) ? "pg_egress_patterns" : "pg_egress";
    }
}
