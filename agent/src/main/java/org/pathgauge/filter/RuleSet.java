package org.pathgauge.filter;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.pathgauge.model.FilterRule;

/**
 * Rules that are in force together, compiled for the interfaces that are watched.
 *
 * @param rules enabled ones, by rising order
 * @param places the interfaces, by name
 * @param compiled what the kernel is to know, but for where the rules count
 */
record RuleSet(List<FilterRule> rules, Map<String, PacketFilter.Place> places, FilterCompiler.Compiled compiled) {

    /**
     * Compiles rules.
     *
     * @throws FilterException when they need more than the kernel searches
     */
    static RuleSet of(List<FilterRule> rules, Map<String, PacketFilter.Place> places) throws FilterException {
        return new RuleSet(rules, places, FilterCompiler.compile(rules, name -> {
            PacketFilter.Place place = places.get(name);
            return place == null ? OptionalInt.empty() : OptionalInt.of(place.number());
        }));
    }

    /**
     * Compiles rules that are to stay within what the kernel searches when interfaces come that they name.
     *
     * @throws FilterException when they need more than that, now or then
     */
    static RuleSet lasting(List<FilterRule> rules, Map<String, PacketFilter.Place> places) throws FilterException {
        if (!rules.stream()
                .allMatch(rule -> rule.interfaceName().map(places::containsKey).orElse(true))) {
            FilterCompiler.compile(rules, name -> OptionalInt.of(1 + name.hashCode() & 0x7fff));
        }
        return of(rules, places);
    }

    /** Whether these very rules are compiled here for these interfaces. */
    boolean isOf(List<FilterRule> others, Map<String, PacketFilter.Place> there) {
        return places.equals(there) && rules.equals(others);
    }
}
