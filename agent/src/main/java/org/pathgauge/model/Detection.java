package org.pathgauge.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which patterns to look for at the ingress hooks, and how.
 *
 * @param enabled whether any is looked for
 * @param interval time over which is counted before it is decided
 * @param clearAfter intervals in a row at or below the clear limit that end a pattern
 * @param ipv4Length bits of an IPv4 source address that tell sources apart
 * @param ipv6Length the same of IPv6
 * @param exempt sources that are not counted, sorted by text
 * @param limits of each kind
 * @param minimumSyns SYNs in an interval below which nothing is a SYN flood
 * @param incompletePercent share of a source's SYNs without a completed handshake, below which it is no SYN flood
 * @param rule filter rules made by patterns
 */
public record Detection(
        boolean enabled,
        Duration interval,
        int clearAfter,
        int ipv4Length,
        int ipv6Length,
        List<FilterRule.Prefix> exempt,
        Map<Patterns.Kind, Limits> limits,
        int minimumSyns,
        int incompletePercent,
        AutomaticRule rule) {

    /** Without any. */
    public static final Detection OFF = new Detection(
            false,
            Duration.ofSeconds(10),
            3,
            24,
            48,
            List.of(),
            Map.of(),
            0,
            0,
            new AutomaticRule(false, FilterRule.Action.DROP, 0, Duration.ofMinutes(10), 0));

    public Detection {
        exempt = List.copyOf(exempt);
        limits = Map.copyOf(limits);
    }

    /** The limits of a kind that is looked for; empty when it is not. */
    public Optional<Limits> limits(Patterns.Kind kind) {
        return enabled ? Optional.ofNullable(limits.get(kind)) : Optional.empty();
    }

    /**
     * Limits of one kind.
     *
     * @param source of one source prefix
     * @param whole of all sources of an interface together; empty when there is none
     */
    public record Limits(Limit source, Optional<Limit> whole) {}

    /**
     * A limit with hysteresis: packets a second, or ports in an interval.
     *
     * @param raise at or above it a pattern begins
     * @param clear at or below it a pattern ends
     */
    public record Limit(long raise, long clear) {}

    /**
     * Filter rules that a pattern makes.
     *
     * @param enabled whether it makes any
     * @param action of the rule
     * @param rate packets a second that a rate-limiting rule lets pass
     * @param expiry how long the rule stands
     * @param most rules at a time
     */
    public record AutomaticRule(boolean enabled, FilterRule.Action action, long rate, Duration expiry, int most) {}
}
