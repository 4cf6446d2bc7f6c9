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
 * @param suspects sorted by index
 */
public record Patterns(boolean running, String problem, List<Suspect> suspects) {

    /** While nothing is looked for. */
    public static final Patterns OFF = new Patterns(false, "", List.of());

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
     * A source prefix whose packets at an interface show a pattern, or did lately.
     *
     * @param index short integer, kept while it is listed
     * @param kind of pattern
     * @param ifIndex of the interface
     * @param interfaceName its kernel name
     * @param source prefix that the packets claim to come from
     * @param active whether it is above the threshold now
     * @param value in the last complete slot: packets a second for floods, distinct ports for scans
     * @param limit the threshold that is compared with
     * @param first when it was first seen above
     * @param last when it was last seen above
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
