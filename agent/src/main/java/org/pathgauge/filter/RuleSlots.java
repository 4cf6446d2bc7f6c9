package org.pathgauge.filter;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.model.FilterRule;

/**
 * Where each rule counts in the kernel. A rule keeps its place, and so its counts, for as long as it stays and matches the
 * same packets, whatever becomes of the others.
 */
final class RuleSlots {
    /** What must stay the same for the counts to go on; the order and the action may change. */
    record Identity(String name, boolean automatic, FilterRule.Match match) {
        static Identity of(FilterRule rule) {
            return new Identity(rule.name(), rule.expires().isPresent(), rule.match());
        }
    }

    private final BitSet used = new BitSet(GuardAbiLayout.FILTER_SLOTS);
    private final Map<Identity, Integer> slots = new HashMap<>();

    /** The place of a rule; a free one if it has none. */
    int take(Identity identity) {
        Integer have = slots.get(identity);
        if (have != null) {
            return have;
        }
        int slot = used.nextClearBit(0);
        if (slot >= GuardAbiLayout.FILTER_SLOTS) {
            throw new IllegalStateException("more rules than places: their number is bounded before");
        }
        used.set(slot);
        slots.put(identity, slot);
        return slot;
    }

    boolean has(Identity identity) {
        return slots.containsKey(identity);
    }

    /** Frees a place that the kernel does not count in any more. */
    void free(Identity identity) {
        Integer slot = slots.remove(identity);
        if (slot != null) {
            used.clear(slot);
        }
    }
}
