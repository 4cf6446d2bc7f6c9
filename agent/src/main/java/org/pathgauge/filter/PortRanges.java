package org.pathgauge.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Ports;

/**
 * Rules that differ in their ports alone, kept so that one which has all ports of another is found without asking each.
 *
 * <p>Thousands of rules for a port each are common. Ranges of source ports are asked one by one; of the destination ports
 * of one source only those ranges are kept that no other holds, so that of any two the later begin is the later end.
 */
final class PortRanges {
    /** Of a rule without ports: it is about packets whose ports cannot be seen, too, as no range is. */
    private static final Ports ANY = new Ports(-1, 0x10000);

    private final Map<Ports, TreeMap<Integer, Entry>> bySource = new HashMap<>();
    private final List<Ports> wideSources = new ArrayList<>();

    private record Entry(int last, FilterRule rule) {}

    void add(FilterRule rule) {
        Ports source = rule.sourcePorts().orElse(ANY);
        Ports destination = rule.destinationPorts().orElse(ANY);
        TreeMap<Integer, Entry> ranges = bySource.computeIfAbsent(source, s -> {
            if (s.first() < s.last()) {
                wideSources.add(s);
            }
            return new TreeMap<>();
        });
        if (find(ranges, destination).isPresent()) {
            return;
        }
        Map<Integer, Entry> behind = ranges.tailMap(destination.first(), true);
        behind.entrySet().removeIf(e -> e.getValue().last() <= destination.last());
        ranges.put(destination.first(), new Entry(destination.last(), rule));
    }

    /** A rule of these that has all ports of another one. */
    Optional<FilterRule> holding(FilterRule rule) {
        Ports source = rule.sourcePorts().orElse(ANY);
        Ports destination = rule.destinationPorts().orElse(ANY);
        Optional<FilterRule> same = in(source, destination);
        if (same.isPresent()) {
            return same;
        }
        for (Ports wide : wideSources) {
            Optional<FilterRule> found = wide.holds(source) ? in(wide, destination) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<FilterRule> in(Ports source, Ports destination) {
        TreeMap<Integer, Entry> ranges = bySource.get(source);
        return ranges == null ? Optional.empty() : find(ranges, destination);
    }

    /** Of the ranges that begin early enough the last one reaches furthest. */
    private static Optional<FilterRule> find(TreeMap<Integer, Entry> ranges, Ports wanted) {
        Map.Entry<Integer, Entry> last = ranges.floorEntry(wanted.first());
        return last != null && last.getValue().last() >= wanted.last()
                ? Optional.of(last.getValue().rule())
                : Optional.empty();
    }
}
