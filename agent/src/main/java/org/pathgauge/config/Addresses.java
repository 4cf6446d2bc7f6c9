package org.pathgauge.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses in text, never resolved. */
final class Addresses {
    private Addresses() {}

    /**
     * An address as written, without zone.
     *
     * @throws IllegalArgumentException when the text is no address
     */
    static InetAddress parse(String text) {
        return literal(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no IP address"));
    }

    /** The address that a host is, or empty when it is a name. A zone ({@code fe80::1%eth0}) is left out. */
    static Optional<InetAddress> literal(String host) {
        int percent = host.indexOf('%');
        String address = percent < 0 ? host : host.substring(0, percent);
        if (!address.contains(":") && !isDottedQuad(address)) {
            return Optional.empty();
        }
        try {
            // Text that looks like an address is never looked up.
            return Optional.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The zone of an address, such as {@code eth0}. */
    static Optional<String> zone(String host) {
        int percent = host.indexOf('%');
        return percent < 0 ? Optional.empty() : Optional.of(host.substring(percent + 1));
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    /** Whether a host consists of digits and dots only, so that somebody meant an IPv4 address. */
    static boolean looksLikeIpv4(String host) {
        return host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    static boolean isDottedQuad(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
                return false;
            }
        }
        return true;
    }
}
