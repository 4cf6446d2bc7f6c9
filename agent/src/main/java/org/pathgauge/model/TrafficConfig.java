package org.pathgauge.model;

import java.time.Duration;
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
            new TrafficConfig(Tcp.OFF, new Drops(false, false), new FilterRules(List.of()), Detection.OFF);

    /**
     * The passive measurement of TCP.
     *
     * @param enabled whether it runs
     * @param maxRows rows that the kernel counts in
     * @param publishedRows rows that are shown one by one
     * @param rank which rows are shown when there are more
     * @param rttInterval least time between two samples of a connection's round-trip time
     * @param prefixes sorted; peers within one are one row
     * @param namespaces sorted names of network namespaces; empty for all
     */
    public record Tcp(
            boolean enabled,
            int maxRows,
            int publishedRows,
            Rank rank,
            Duration rttInterval,
            List<FilterRule.Prefix> prefixes,
            List<String> namespaces) {
        /** Switched off. */
        public static final Tcp OFF = new Tcp(false, 16, 1, Rank.OCTETS, Duration.ZERO, List.of(), List.of());

        public Tcp {
            prefixes = List.copyOf(prefixes);
            namespaces = List.copyOf(namespaces);
        }

        /** By what rows are ranked. */
        public enum Rank {
            CONNECTIONS("connections"),
            OCTETS("octets"),
            RETRANSMISSIONS("retransmissions"),
            FAILURES("failures");

            private final String yangName;

            Rank(String yangName) {
                this.yangName = yangName;
            }

            public String yangName() {
                return yangName;
            }
        }
    }

    /**
     * Drops by the kernel.
     *
     * @param enabled whether they are watched
     * @param otherNamespaces whether drops in other network namespaces are counted too, all together
     */
    public record Drops(boolean enabled, boolean otherNamespaces) {}

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
}
