package org.pathgauge.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.pathgauge.model.FilterRule.Prefix;

/** Address prefixes as the models write them. */
final class Prefixes {
    private Prefixes() {}

    /** The bits behind the prefix may be set in the text, and mean nothing (RFC 6991, ip-prefix). */
    static Prefix parse(String text) {
        int slash = text.indexOf('/');
        int length = Integer.parseInt(text.substring(slash + 1));
        byte[] address = Addresses.parse(text.substring(0, slash)).getAddress();
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(length - 8L * i, 0, 8);
            address[i] &= (byte) (0xff00 >> kept);
        }
        try {
            return new Prefix(InetAddress.getByAddress(address), length);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no prefix", e);
        }
    }
}
