package org.pathgauge.model;

import java.util.List;

/**
 * What is measured of traffic that passes anyway, and how.
 *
 * @param tcp connections of this host's sockets
 * @param drops what the kernel drops
 * @param filter rules at the ingress hooks
 * @param patterns what to look for at the ingress hooks
 */
public record TrafficConfig(Tcp tcp, Drops drops, FilterRules filter, Detection patterns) {

    /** With all of it switched off. */
    public static final TrafficConfig OFF =
            new TrafficConfig(new Tcp(false), new Drops(false), new FilterRules(List.of()), new Detection(false));

    /**
     * The passive measurement of TCP.
     *
     * @param enabled whether it runs
     */
    public record Tcp(boolean enabled) {}

    /**
     * Drops by the kernel.
     *
     * @param enabled whether they are watched
     */
    public record Drops(boolean enabled) {}

    /**
     * The rules of the filter.
     *
     * @param rules sorted by order
     */
    public record FilterRules(List<FilterRule> rules) {
        public FilterRules {
            rules = List.copyOf(rules);
        }
    }

    /**
     * Suspicious patterns.
     *
     * @param enabled whether they are looked for
     */
    public record Detection(boolean enabled) {}
}
