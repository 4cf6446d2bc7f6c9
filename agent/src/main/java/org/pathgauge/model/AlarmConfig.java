package org.pathgauge.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How the alarm list is kept, and the thresholds of what has none of its own.
 *
 * @param statusChanges raises and clears, and changes of the operator state, that are kept of each alarm
 * @param maxPassing alarms about what traffic brings and takes that are listed at most, cleared ones included
 * @param shelves sorted by name
 * @param interfaces thresholds by the name of the interface
 * @param tcp thresholds of every row of the passive measurement of TCP
 * @param rules thresholds by the name of the rule of the filter
 */
public record AlarmConfig(
        int statusChanges,
        int maxPassing,
        List<Shelf> shelves,
        Map<String, List<Threshold>> interfaces,
        List<Threshold> tcp,
        Map<String, List<Threshold>> rules) {

    /** Nothing is listed for long, and nothing has thresholds. */
    public static final AlarmConfig NONE = new AlarmConfig(0, 0, List.of());

    public AlarmConfig {
        shelves = List.copyOf(shelves);
        interfaces = Map.copyOf(interfaces);
        tcp = List.copyOf(tcp);
        rules = Map.copyOf(rules);
    }

    /** Without thresholds. */
    public AlarmConfig(int statusChanges, int maxPassing, List<Shelf> shelves) {
        this(statusChanges, maxPassing, shelves, Map.of(), List.of(), Map.of());
    }

    /**
     * Alarms that are put aside: they do not notify and are listed apart.
     *
     * @param name unique among shelves
     * @param alarm number of the only alarm that is put aside, if there is one alone
     * @param kinds of resources; empty for all
     * @param resources names, in which {@code *} stands for any characters; empty for all
     * @param types of alarms; empty for all
     * @param qualifiers as resources
     */
    public record Shelf(
            String name,
            OptionalInt alarm,
            List<Resource.Kind> kinds,
            List<String> resources,
            List<AlarmType> types,
            List<String> qualifiers) {
        public Shelf {
            kinds = List.copyOf(kinds);
            resources = List.copyOf(resources);
            types = List.copyOf(types);
            qualifiers = List.copyOf(qualifiers);
        }

        /** For alarms of any number. */
        public Shelf(
                String name,
                List<Resource.Kind> kinds,
                List<String> resources,
                List<AlarmType> types,
                List<String> qualifiers) {
            this(name, OptionalInt.empty(), kinds, resources, types, qualifiers);
        }

        /** Whether an alarm belongs on it. */
        public boolean takes(Alarm candidate) {
            return (alarm.isEmpty() || alarm.getAsInt() == candidate.id())
                    && (kinds.isEmpty() || kinds.contains(candidate.resource().kind()))
                    && (types.isEmpty() || types.contains(candidate.type()))
                    && any(resources, candidate.resource().name())
                    && any(qualifiers, candidate.qualifier());
        }

        private static boolean any(List<String> patterns, String text) {
            return patterns.isEmpty() || patterns.stream().anyMatch(p -> matches(p, text));
        }

        /** Goes back to the last star only, so that no pattern takes more than pattern times text steps. */
        static boolean matches(String pattern, String text) {
            int p = 0;
            int t = 0;
            int star = -1;
            int from = 0;
            while (t < text.length()) {
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    from = t;
                } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                    p++;
                    t++;
                } else if (star >= 0) {
                    p = star + 1;
                    t = ++from;
                } else {
                    return false;
                }
            }
            while (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
            }
            return p == pattern.length();
        }
    }
}
