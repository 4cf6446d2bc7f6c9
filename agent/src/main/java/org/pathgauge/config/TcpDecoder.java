package org.pathgauge.config;

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
                        .map(Prefixes::parse)
                        .distinct()
                        .sorted(Comparator.comparing(Prefix::toString))
                        .toList(),
                f.strings("namespace").stream().sorted().toList());
    }
}
