package org.pathgauge.model;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Suspicious patterns in what arrives.
 *
 * @param running whether they are looked for
 * @param problem one sentence on what could not be done; empty when all is well
 * @param counters what the watch did, and what it could not do
 * @param suspects sorted by index
 */
public record Patterns(boolean running, String problem, Counters counters, List<Suspect> suspects) {

    /** While nothing is looked for. */
    public static final Patterns OFF = new Patterns(false, "", new Counters(0, 0, 0, 0, 0), List.of());

    public Patterns {
        suspects = List.copyOf(suspects);
    }

    /** What is looked for. */
    public enum Kind {
        SYN_FLOOD("syn-flood"),
        PORT_SCAN("port-scan"),
        ICMP_FLOOD("icmp-flood"),
        UDP_FLOOD("udp-flood");

        private final String yangName;

        Kind(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }

    /**
     * What the watch did since the agent started.
     *
     * @param intervals decided by
     * @param unnoted attempts of the kernel to write down a source that its full map had no room for
     * @param unlisted sources that were above a limit in an interval and are not listed, because too many are
     * @param unreadable TCP segments whose header ended too soon to be counted
     * @param refusedRules automatic rules that the filter refused, or that were too many
     */
    public record Counters(long intervals, long unnoted, long unlisted, long unreadable, long refusedRules) {}

    /**
     * A source prefix whose packets at an interface show a pattern, or did lately.
     *
     * @param index short integer, kept while it is listed
     * @param kind of pattern
     * @param ifIndex of the interface
     * @param interfaceName its kernel name
     * @param source prefix that the packets claim to come from; ::/0 stands for all sources of the interface together
     * @param active whether it is above the threshold now
     * @param value in the last complete interval: packets a second for floods (of a SYN flood those SYNs whose handshake
     *     was not completed), distinct ports for scans
     * @param limit at or above which it began or would begin
     * @param first end of the interval in which it last began
     * @param last end of the last interval at or above the limit
     * @param rule name of the filter rule that it made; empty when none
     */
    public record Suspect(
            int index,
            Kind kind,
            int ifIndex,
            String interfaceName,
            FilterRule.Prefix source,
            boolean active,
            long value,
            long limit,
            Instant first,
            Instant last,
            Optional<String> rule) {

        /** The address of the source prefix. */
        public InetAddress address() {
            return source.address();
        }
    }
}
