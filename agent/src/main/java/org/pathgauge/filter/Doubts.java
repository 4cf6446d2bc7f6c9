package org.pathgauge.filter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pathgauge.model.FilterRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is legal in rules and yet hardly meant; logged once for as long as it is so. */
final class Doubts {
    private static final Logger LOG = LoggerFactory.getLogger(Doubts.class);

    /** Lines about rules that never match, at a time. */
    private static final int MOST_WARNINGS = 10;

    private Map<String, String> warned = Map.of();
    private List<String> warnedLate = List.of();

    /**
     * Why rules never match, by their names.
     *
     * @param inForce enabled rules by rising order
     * @param watched names of the interfaces that packets are filtered at
     */
    static Map<String, String> of(List<FilterRule> inForce, Set<String> watched) {
        Map<String, String> found = new HashMap<>();
        Shadows.of(inForce)
                .forEach((name, by) -> found.put(
                        name,
                        "rule \"" + by.name() + "\" comes before and matches all its packets; remove one or change the"
                                + " order"));
        for (FilterRule rule : inForce) {
            rule.interfaceName()
                    .filter(name -> !watched.contains(name))
                    .ifPresent(name -> found.put(
                            rule.name(),
                            "interface " + name
                                    + " is not watched: it does not exist, or is not among the interfaces"));
        }
        return found;
    }

    /**
     * Logs what has not been logged yet.
     *
     * @param configured enabled rules of the configuration
     * @param problems what {@link #of} found
     * @param places the interfaces that packets are filtered at, by name
     */
    void warn(List<FilterRule> configured, Map<String, String> problems, Map<String, PacketFilter.Place> places) {
        Map<String, String> never = new HashMap<>();
        int fresh = 0;
        for (FilterRule rule : configured) {
            String why = problems.getOrDefault(rule.name(), "");
            if (!why.isEmpty()) {
                never.put(rule.name(), why);
                if (!why.equals(warned.get(rule.name())) && ++fresh <= MOST_WARNINGS) {
                    LOG.warn("Filter rule {} never matches: {}", rule.name(), why);
                }
            }
        }
        if (fresh > MOST_WARNINGS) {
            LOG.warn("{} more filter rules never match: see pathgauge show filter", fresh - MOST_WARNINGS);
        }
        warned = never;
        List<String> late = configured.isEmpty()
                ? List.of()
                : places.entrySet().stream()
                        .filter(place -> !place.getValue().xdp())
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
        if (!late.isEmpty() && !late.equals(warnedLate)) {
            LOG.warn(
                    "Packets of {} are filtered at traffic control, after the kernel has made a socket buffer of each:"
                            + " ingress-hook xdp-native is several times faster where the driver has it (on veth it slows"
                            + " bulk TCP)",
                    String.join(", ", late));
        }
        warnedLate = late;
    }
}
