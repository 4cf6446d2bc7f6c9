package org.pathgauge.patterns;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.Detection;
import org.pathgauge.model.FilterRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules of the filter that patterns make, where that is configured.
 *
 * <p>A rule is about the packets of the pattern's kind from its source at its interface. It stands for its time, also when
 * the pattern ends before, and is made anew when the pattern outlasts it. What all sources of an interface do together
 * makes none: it would cut off everybody. Used by one thread.
 */
public final class RuleMaker {
    /** Where rules go. */
    public interface Filter {
        /**
         * Puts rules into force, all at once.
         *
         * @return why not, in one sentence, by the name of the rule; rules that are in force are not in it
         */
        Map<String, String> put(List<Rule> rules);

        /** Takes rules out of force before their time. */
        void remove(List<String> names);
    }

    /**
     * A rule that is wanted.
     *
     * @param name unique
     * @param source prefix
     * @param protocol IANA's number
     * @param interfaceName where it applies
     * @param action what is done
     * @param rate packets a second that it lets pass if it limits the rate
     * @param lifetime how long it stands
     */
    public record Rule(
            String name,
            FilterRule.Prefix source,
            int protocol,
            String interfaceName,
            FilterRule.Action action,
            long rate,
            Duration lifetime) {}

    private static final Logger LOG = LoggerFactory.getLogger(RuleMaker.class);
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int IPV4_BYTES = 4;

    /** A rule, or the refusal of one, which is not asked for again before the rule's time would be over. */
    private record Made(String name, long endNanos, String refusal) {
        boolean inForce() {
            return refusal.isEmpty();
        }
    }

    private final Filter filter;
    private final LongSupplier nanos;
    private final Map<Detector.Key, Made> made = new HashMap<>();
    private long refused;

    /**
     * @param filter where rules go
     * @param nanos monotonic time
     */
    public RuleMaker(Filter filter, LongSupplier nanos) {
        this.filter = filter;
        this.nanos = nanos;
    }

    /** Makes and removes rules for the patterns that are listed now. */
    void tick(List<Detector.Track> listed, Map<Integer, String> interfaces, Detection.AutomaticRule config) {
        long now = nanos.getAsLong();
        if (!config.enabled()) {
            if (!made.isEmpty()) {
                filter.remove(made.values().stream()
                        .filter(Made::inForce)
                        .map(Made::name)
                        .toList());
                made.clear();
            }
            return;
        }
        made.values().removeIf(m -> m.endNanos() - now <= 0);
        Map<Detector.Key, Rule> wanted = new LinkedHashMap<>();
        for (Detector.Track track : listed) {
            String iface = interfaces.get(track.key().source().ifIndex());
            if (track.active()
                    && !track.key().source().everything()
                    && iface != null
                    && !made.containsKey(track.key())) {
                wanted.put(track.key(), rule(track.key(), iface, config));
            }
        }
        if (!wanted.isEmpty()) {
            make(wanted, config);
        }
    }

    private static Rule rule(Detector.Key key, String iface, Detection.AutomaticRule config) {
        FilterRule.Prefix source = key.source().prefix();
        String name =
                key.kind().yangName() + "-" + AddressText.of(source.address()) + "/" + source.length() + "-" + iface;
        return new Rule(name, source, protocol(key), iface, config.action(), config.rate(), config.expiry());
    }

    /** All at once: a change of the rules takes the kernel a while, and a flood may come from hundreds of sources. */
    private void make(Map<Detector.Key, Rule> wanted, Detection.AutomaticRule config) {
        long standing = made.values().stream().filter(Made::inForce).count();
        List<Rule> fit = wanted.values().stream()
                .limit(Math.max(0, config.most() - standing))
                .toList();
        Map<String, String> refusals = new HashMap<>(fit.isEmpty() ? Map.of() : filter.put(fit));
        wanted.values().stream()
                .skip(fit.size())
                .forEach(r -> refusals.put(
                        r.name(),
                        config.most()
                                + " automatic rules stand already; raise automatic-rule/max-rules to allow more"));
        // Asked again: the first rule of all has the kernel load programs, which takes its time.
        long end = nanos.getAsLong() + config.expiry().toNanos();
        wanted.forEach((key, rule) -> {
            String refusal = refusals.getOrDefault(rule.name(), "");
            if (refusal.isEmpty()) {
                LOG.warn(
                        "Automatic filter rule {} stands for {} s",
                        rule.name(),
                        config.expiry().toSeconds());
            } else {
                refused++;
                LOG.warn("No automatic filter rule {}: {}", rule.name(), refusal);
            }
            made.put(key, new Made(rule.name(), end, refusal));
        });
    }

    private static int protocol(Detector.Key key) {
        boolean v4 = key.source().prefix().address().getAddress().length == IPV4_BYTES;
        return switch (key.kind()) {
            case SYN_FLOOD, PORT_SCAN -> TCP;
            case ICMP_FLOOD -> v4 ? ICMP : ICMPV6;
            case UDP_FLOOD -> UDP;
        };
    }

    /** Name of the rule that a pattern made and that stands. */
    Optional<String> of(Detector.Key key) {
        return Optional.ofNullable(made.get(key)).filter(Made::inForce).map(Made::name);
    }

    /** One sentence on a rule that is wanted now and was refused; empty when there is none. */
    String problem() {
        return made.values().stream()
                .filter(m -> !m.inForce())
                .map(m -> "no automatic rule " + m.name() + ": " + m.refusal())
                .sorted()
                .findFirst()
                .orElse("");
    }

    /** Rules that were refused since the agent started. */
    long refused() {
        return refused;
    }
}
