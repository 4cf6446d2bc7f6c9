package org.pathgauge.alarm;

import java.time.Instant;
import java.util.OptionalInt;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Window.Percentile;

/** The windows of rows of TCP against the thresholds of all rows. The remainders have none. */
final class TcpReadings {
    private TcpReadings() {}

    static void each(Snapshot snapshot, AlarmConfig config, Comparisons to) {
        if (config.tcp().isEmpty()) {
            return;
        }
        for (TcpPeer peer : snapshot.traffic().tcp().peers()) {
            if (peer.key().isPresent()) {
                Resource resource =
                        new Resource(Resource.Kind.TCP, name(peer, peer.key().get()), OptionalInt.of(peer.index()));
                for (Threshold threshold : config.tcp()) {
                    to.compare(
                            resource, threshold, peer.window(threshold.window()).map(OfRow::new), "");
                }
            }
        }
    }

    /** The same for the same peer and service over restarts, as the row's index is not. */
    private static String name(TcpPeer peer, TcpPeer.Key key) {
        return String.format(
                "%s %s/%d port %d namespace %d",
                peer.direction().yangName(),
                AddressText.of(key.peer()),
                key.prefixLength(),
                key.port(),
                key.namespace());
    }

    private record OfRow(TcpWindow window) implements Measured {
        @Override
        public Instant end() {
            return window.end();
        }

        @Override
        public Reading reading(Threshold threshold) {
            TcpCounters c = window.counters();
            return switch (threshold.metric()) {
                case CONNECT_P50 -> Reading.compare(threshold, c.connect().percentileNanos(Percentile.P50));
                case CONNECT_P90 -> Reading.compare(threshold, c.connect().percentileNanos(Percentile.P90));
                case CONNECT_P99 -> Reading.compare(threshold, c.connect().percentileNanos(Percentile.P99));
                case TCP_RTT_P50 -> Reading.compare(threshold, c.rtt().percentileNanos(Percentile.P50));
                case TCP_RTT_P99 -> Reading.compare(threshold, c.rtt().percentileNanos(Percentile.P99));
                case RETRANSMISSIONS -> Reading.compare(threshold, c.retransmissionPpm());
                case FAILED_CONNECTIONS -> Reading.compare(threshold, c.failurePpm());
                // The model lets a row have none of the others.
                default -> Reading.UNKNOWN;
            };
        }
    }
}
