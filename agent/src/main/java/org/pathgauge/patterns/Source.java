package org.pathgauge.patterns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.pathgauge.bpf.abi.PatternSourceLayout;
import org.pathgauge.model.FilterRule;

/**
 * A source prefix at an interface, as the kernel knows it: struct pg_pattern_source.
 *
 * @param ifIndex of the interface
 * @param prefix that packets claim to come from
 */
record Source(int ifIndex, FilterRule.Prefix prefix) {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV4_BYTES = 4;

    /** Reads a key of map pg_pattern_suspects; the kernel does not tell how long its prefix is, so {@code lengths} does. */
    static Source of(byte[] key, PrefixLengths lengths) {
        ByteBuffer in = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
        boolean v4 = in.getInt(PatternSourceLayout.FAMILY) == AF_INET;
        byte[] address = Arrays.copyOfRange(
                key, PatternSourceLayout.PREFIX, PatternSourceLayout.PREFIX + (v4 ? IPV4_BYTES : 4 * IPV4_BYTES));
        try {
            // Not InetAddress alone, which would make IPv4 of ::ffff:0:0/96.
            FilterRule.Prefix prefix = v4
                    ? new FilterRule.Prefix(InetAddress.getByAddress(address), lengths.ipv4())
                    : new FilterRule.Prefix(Inet6Address.getByAddress(null, address, -1), lengths.ipv6());
            return new Source(in.getInt(PatternSourceLayout.IFINDEX), prefix);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("addresses have 4 or 16 bytes", e);
        }
    }

    /** All sources of an interface together. */
    static Source allOf(int ifIndex) {
        try {
            return new Source(
                    ifIndex, new FilterRule.Prefix(Inet6Address.getByAddress(null, new byte[4 * IPV4_BYTES], -1), 0));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    /** Whether this is all sources of an interface. */
    boolean everything() {
        return prefix.length() == 0;
    }

    /** The kernel's form. */
    byte[] key() {
        byte[] address = prefix.address().getAddress();
        byte[] key = new byte[PatternSourceLayout.SIZE];
        ByteBuffer.wrap(key)
                .order(ByteOrder.nativeOrder())
                .putInt(PatternSourceLayout.IFINDEX, ifIndex)
                .putInt(PatternSourceLayout.FAMILY, address.length == IPV4_BYTES ? AF_INET : AF_INET6);
        System.arraycopy(address, 0, key, PatternSourceLayout.PREFIX, address.length);
        return key;
    }

    /**
     * How much of a source address tells sources apart.
     *
     * @param ipv4 bits
     * @param ipv6 bits
     */
    record PrefixLengths(int ipv4, int ipv6) {}
}
