package org.pathgauge.filter;

import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Ports;
import org.pathgauge.model.FilterRule.Prefix;

/**
 * Which packets a rule matches, apart from what it does with them.
 *
 * <p>Two rules with equal matches match the same packets.
 */
record Match(
        Optional<Prefix> source,
        Optional<Prefix> destination,
        OptionalInt protocol,
        Optional<Ports> sourcePorts,
        Optional<Ports> destinationPorts,
        Optional<String> interfaceName) {

    static Match of(FilterRule rule) {
        return new Match(
                rule.source(),
                rule.destination(),
                rule.protocol(),
                rule.sourcePorts(),
                rule.destinationPorts(),
                rule.interfaceName());
    }

    /** Whether a prefix holds all of another one. */
    static boolean holds(Prefix outer, Prefix inner) {
        byte[] a = outer.address().getAddress();
        byte[] b = inner.address().getAddress();
        if (a.length != b.length || outer.length() > inner.length()) {
            return false;
        }
        for (int bit = 0; bit < outer.length(); bit++) {
            if (((a[bit / 8] ^ b[bit / 8]) & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a range holds all of another one. */
    static boolean holds(Ports outer, Ports inner) {
        return outer.first() <= inner.first() && inner.last() <= outer.last();
    }
}
