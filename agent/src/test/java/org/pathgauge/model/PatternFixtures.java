package org.pathgauge.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Suspicious patterns of {@link SnapshotFixtures}. */
public final class PatternFixtures {
    private static final Instant FIRST = Instant.parse("2026-11-23T08:00:00Z");

    private PatternFixtures() {}

    /** One of each kind: of IPv4 and IPv6, of a whole interface, begun and over, with a rule and without. */
    public static Patterns patterns() {
        return new Patterns(
                true,
                "no automatic rule udp-flood-192.0.2.0/24-eth1: it would cut off SNMP",
                new Patterns.Counters(12, 1, 2, 3, 4),
                List.of(
                        suspect(
                                1,
                                Patterns.Kind.SYN_FLOOD,
                                "198.51.100.0",
                                24,
                                true,
                                12_345,
                                Optional.of("syn-flood-a")),
                        suspect(3, Patterns.Kind.PORT_SCAN, "2001:db8:7::", 48, false, 0, Optional.empty()),
                        suspect(4, Patterns.Kind.ICMP_FLOOD, "::", 0, true, 1_000_000, Optional.empty()),
                        suspect(65_535, Patterns.Kind.UDP_FLOOD, "192.0.2.0", 24, true, 77, Optional.empty())));
    }

    private static Patterns.Suspect suspect(
            int index,
            Patterns.Kind kind,
            String address,
            int length,
            boolean active,
            long value,
            Optional<String> rule) {
        try {
            return new Patterns.Suspect(
                    index,
                    kind,
                    3,
                    "eth1",
                    new FilterRule.Prefix(InetAddress.getByName(address), length),
                    active,
                    value,
                    50,
                    FIRST,
                    FIRST.plusSeconds(index),
                    rule);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
