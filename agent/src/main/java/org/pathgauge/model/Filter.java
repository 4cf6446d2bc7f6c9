package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The filter at the ingress hooks, and what its rules met.
 *
 * @param problem one sentence on what could not be done; empty when all is well
 * @param rules sorted by index
 */
public record Filter(String problem, List<Hits> rules) {

    /** Without rules. */
    public static final Filter EMPTY = new Filter("", List.of());

    public Filter {
        rules = List.copyOf(rules);
    }

    /** The first rule with at least an index, by binary search. */
    public Optional<Hits> from(long index) {
        int low = 0;
        int high = rules.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rules.get(middle).rule().index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < rules.size() ? Optional.of(rules.get(low)) : Optional.empty();
    }

    /**
     * What one rule met.
     *
     * @param rule the rule
     * @param problem why no packet can be subject to it, in one sentence; empty when one can
     * @param discontinuity when counting began
     * @param matched packets that were subject to it
     * @param matchedOctets their octets, from the Ethernet header on
     * @param dropped packets that it dropped
     * @param droppedOctets their octets
     * @param last when a packet was last subject to it
     */
    public record Hits(
            FilterRule rule,
            String problem,
            Instant discontinuity,
            long matched,
            long matchedOctets,
            long dropped,
            long droppedOctets,
            Optional<Instant> last) {}
}
