package org.pathgauge.filter;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Action;
import org.pathgauge.model.FilterRule.Ports;
import org.pathgauge.model.FilterRule.Prefix;

/**
 * The search for rules that may cut off the agent's own management.
 *
 * <p>A rule that drops, always or above a rate, is refused in two cases, unless it has {@code force}:
 * <ul>
 *   <li>it is the first that a packet of a known peer to the agent may meet;
 *   <li>it is for everyone (no source prefix, or one shorter than /8, of IPv6 than /16) and may match packets to an
 *       address at which the agent listens, and no counting rule before it lets anybody through to there.
 * </ul>
 * Answers to probes are subject to no rule. Packets to a loopback address come by rules only if the loopback is watched.
 */
final class Lockout {
    private static final int WIDE = 8;
    private static final int WIDE6 = 16;
    private static final String MEND =
            "; put a counting rule for your management in front of it, narrow it, or set force";

    private final List<FilterRule> rules;
    private final boolean loopback;
    private final String mend;

    /**
     * @param rules enabled ones, in order
     * @param loopback whether rules apply to the loopback interface
     */
    Lockout(List<FilterRule> rules, boolean loopback) {
        this(rules, loopback, MEND);
    }

    /**
     * @param rules enabled ones, in order
     * @param loopback whether rules apply to the loopback interface
     * @param mend the end of a refusal: what to do
     */
    Lockout(List<FilterRule> rules, boolean loopback, String mend) {
        this.rules = rules;
        this.loopback = loopback;
        this.mend = mend;
    }

    /** The first rule that cuts off something, as a refusal. */
    Optional<FilterException> find(Management management) {
        for (Management.Peer peer : management.peers()) {
            Optional<FilterException> refusal = rules.stream()
                    .filter(rule -> meets(rule, peer))
                    .findFirst()
                    .filter(Lockout::cuts)
                    .map(rule -> refusal(rule, peer.name() + " from " + text(peer.remote())));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return management.services().stream().flatMap(s -> find(s).stream()).findFirst();
    }

    private Optional<FilterException> find(Management.Service service) {
        for (FilterRule rule : rules) {
            if (!meets(rule, service)) {
                continue;
            }
            if (rule.action() == Action.COUNT) {
                return Optional.empty();
            }
            if (cuts(rule) && rule.source().map(Lockout::isWide).orElse(true)) {
                return Optional.of(refusal(
                        rule,
                        service.name() + " at " + text(service.address()) + " port " + service.port()
                                + " from everyone"));
            }
        }
        return Optional.empty();
    }

    private FilterException refusal(FilterRule rule, String what) {
        return new FilterException(rule.name(), "rule \"" + rule.name() + "\" would cut off " + what + mend);
    }

    private static boolean cuts(FilterRule rule) {
        return rule.action() != Action.COUNT && !rule.force();
    }

    private static boolean isWide(Prefix prefix) {
        return prefix.length() < (prefix.address().getAddress().length == 4 ? WIDE : WIDE6);
    }

    private boolean meets(FilterRule rule, Management.Service service) {
        return goesTo(rule, service.address(), service.port(), service.protocol())
                && rule.source()
                        .map(p -> service.address().isAnyLocalAddress() || sameFamily(p, service.address()))
                        .orElse(true);
    }

    private boolean meets(FilterRule rule, Management.Peer peer) {
        return goesTo(rule, peer.local(), peer.localPort(), peer.protocol())
                && rule.source().map(p -> contains(p, peer.remote())).orElse(true)
                && rule.sourcePorts().map(p -> contains(p, peer.remotePort())).orElse(true);
    }

    private boolean goesTo(FilterRule rule, InetAddress address, int port, int protocol) {
        if (address.isLoopbackAddress() && !loopback) {
            return false;
        }
        return rule.protocol().orElse(protocol) == protocol
                && rule.destination()
                        .map(p -> address.isAnyLocalAddress() || contains(p, address))
                        .orElse(true)
                && rule.destinationPorts()
                        .map(p -> port == 0 || contains(p, port))
                        .orElse(true);
    }

    private static boolean sameFamily(Prefix prefix, InetAddress address) {
        return prefix.address().getAddress().length == address.getAddress().length;
    }

    private static boolean contains(Ports ports, int port) {
        return ports.first() <= port && port <= ports.last();
    }

    private static boolean contains(Prefix prefix, InetAddress address) {
        return prefix.holds(new Prefix(address, 8 * address.getAddress().length));
    }

    private static String text(InetAddress address) {
        return AddressText.of(address);
    }
}
