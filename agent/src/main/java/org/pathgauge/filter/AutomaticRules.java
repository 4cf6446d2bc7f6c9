package org.pathgauge.filter;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.FilterRule;

/**
 * Rules that the agent makes itself, which are not in the configuration and go by themselves.
 *
 * <p>They are asked after all configured ones, so that an operator's rule always has the first word, and they never cut
 * off the agent's own management. Thread-safe.
 */
public interface AutomaticRules {
    /** As many may be in force at once. */
    int MOST = 1000;

    /**
     * A rule that is wanted.
     *
     * @param name unique among automatic rules; a configured rule of the same name does not matter
     * @param source prefix whose packets it is about
     * @param protocol number of the protocol; empty for any
     * @param interfaceName where it applies; empty for all watched interfaces
     * @param action what is done
     * @param rate packets a second that a rate-limiting rule lets pass; 0 for others
     * @param burst packets that it lets pass at once; 0 for others
     * @param lifetime how long it stands from now on
     */
    record Wanted(
            String name,
            FilterRule.Prefix source,
            OptionalInt protocol,
            Optional<String> interfaceName,
            FilterRule.Action action,
            long rate,
            long burst,
            Duration lifetime) {}

    /**
     * Puts rules into force all at once, or gives those that stand under their names, whose counters go on, a new lifetime.
     *
     * @return why not, in one sentence, by the name of the rule: it would cut off management, there are too many, or the
     *     kernel refuses; rules that are in force are not in it
     */
    Map<String, String> put(List<Wanted> wanted);

    /** Takes rules out of force before their time; names of which there is none do not matter. */
    void remove(Collection<String> names);
}
