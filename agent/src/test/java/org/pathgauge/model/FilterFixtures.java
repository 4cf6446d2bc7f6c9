package org.pathgauge.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The filter of {@link SnapshotFixtures}. */
public final class FilterFixtures {
    private static final Instant BEGUN = Instant.parse("2026-11-23T07:30:00Z");

    private FilterFixtures() {}

    /** A rule of each action: with everything and with nothing, off, covered, automatic. */
    public static Filter filter() {
        return new Filter(
                "the kernel refuses; update it",
                List.of(
                        new Filter.Hits(
                                rule(
                                        1,
                                        "dns",
                                        70,
                                        true,
                                        Optional.of(prefix("2001:db8:5::", 48)),
                                        17,
                                        FilterRule.Action.RATE_LIMIT,
                                        Optional.empty()),
                                "",
                                BEGUN,
                                9_007_199_254_740_993L,
                                600_000_000_000_000_000L,
                                77,
                                4_620,
                                Optional.of(BEGUN.plusSeconds(600))),
                        new Filter.Hits(
                                rule(
                                        2,
                                        "all \"else\"",
                                        2_147_483_647L,
                                        false,
                                        Optional.empty(),
                                        0,
                                        FilterRule.Action.COUNT,
                                        Optional.empty()),
                                "rule \"dns\" comes before and matches all its packets",
                                BEGUN.plusSeconds(3),
                                0,
                                0,
                                0,
                                0,
                                Optional.empty()),
                        new Filter.Hits(
                                rule(
                                        1_000_001,
                                        "syn-flood-a",
                                        2_147_483_648L,
                                        true,
                                        Optional.of(prefix("198.51.100.0", 24)),
                                        0,
                                        FilterRule.Action.DROP,
                                        Optional.of(BEGUN.plusSeconds(3600))),
                                "",
                                BEGUN.plusSeconds(9),
                                12,
                                720,
                                12,
                                720,
                                Optional.of(BEGUN.plusSeconds(10)))));
    }

    private static FilterRule rule(
            int index,
            String name,
            long order,
            boolean enabled,
            Optional<FilterRule.Prefix> source,
            int protocol,
            FilterRule.Action action,
            Optional<Instant> expires) {
        boolean limit = action == FilterRule.Action.RATE_LIMIT;
        return new FilterRule(
                index,
                name,
                order,
                enabled,
                source,
                Optional.empty(),
                protocol == 0 ? OptionalInt.empty() : OptionalInt.of(protocol),
                Optional.empty(),
                protocol == 0 ? Optional.empty() : Optional.of(new FilterRule.Ports(53, 60)),
                protocol == 0 ? Optional.empty() : Optional.of("eth1"),
                action,
                limit ? 1000 : 0,
                limit ? 100 : 0,
                false,
                expires);
    }

    private static FilterRule.Prefix prefix(String address, int length) {
        try {
            return new FilterRule.Prefix(InetAddress.getByName(address), length);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
