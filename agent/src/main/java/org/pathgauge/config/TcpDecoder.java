package org.pathgauge.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import org.pathgauge.model.FilterRule.Prefix;
import org.pathgauge.model.TrafficConfig.Tcp;

/** Decodes the passive measurement of TCP: container {@code tcp} of pathgauge-tcp. */
final class TcpDecoder {
    private TcpDecoder() {}

    static Tcp decode(JsonFields f) {
        return new Tcp(
                f.bool("enabled", Defaults.TCP_ENABLED),
                f.integer("max-rows", Defaults.TCP_MAX_ROWS),
                f.integer("published-rows", Defaults.TCP_PUBLISHED_ROWS),
                f.named("rank-by", Defaults.TCP_RANK_BY, Tcp.Rank.values(), Tcp.Rank::yangName),
                Duration.ofMillis(f.integer("rtt-interval", Defaults.TCP_RTT_INTERVAL_MILLIS)),
                f.strings("prefix").stream()
                        .map(TcpDecoder::prefix)
                        .distinct()
                        .sorted(Comparator.comparing(Prefix::toString))
                        .toList(),
                f.strings("namespace").stream().sorted().toList());
    }

    /** The bits behind the prefix may be set in the text, and mean nothing (RFC 6991, ip-prefix). */
    private static Prefix prefix(String text) {
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
