package org.pathgauge.config;

import java.util.Arrays;
import org.pathgauge.model.FilterRule.Prefix;

/** Address prefixes as the models write them. */
final class Prefixes {
    private static final int IPV4_OCTETS = 4;

    /** What an IPv4-mapped IPv6 address begins with (RFC 4291 section 2.5.5.2), which Java makes an IPv4 one of. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private Prefixes() {}

    /**
     * The bits behind the prefix may be set in the text, and mean nothing (RFC 6991, ip-prefix). One with a colon is of
     * IPv6 also where it holds an IPv4 address.
     */
    static Prefix parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = Addresses.parse(text.substring(0, slash)).getAddress();
        if (text.contains(":") && address.length == IPV4_OCTETS) {
            byte[] mapped = Arrays.copyOf(MAPPED, MAPPED.length + address.length);
            System.arraycopy(address, 0, mapped, MAPPED.length, address.length);
            address = mapped;
        }
        return Prefix.of(address, Integer.parseInt(text.substring(slash + 1)));
    }
}
