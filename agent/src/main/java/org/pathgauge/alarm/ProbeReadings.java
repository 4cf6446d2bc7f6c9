package org.pathgauge.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Window;
import org.pathgauge.model.Window.Percentile;

/** The windows of probes against the probes' thresholds. */
final class ProbeReadings {
    /** The first slot of a probe is rarely whole; a window that lacks more than it is not complete yet. */
    private static final Duration SLOT = Duration.ofSeconds(10);

    private ProbeReadings() {}

    static void each(Snapshot snapshot, Comparisons to) {
        for (ProbeStats stats : snapshot.probes()) {
            if (stats.probe().thresholds().isEmpty()) {
                continue;
            }
            Resource probe = Resource.probe(stats.probe().name(), stats.probe().index());
            String off = stats.state() == ProbeState.DISABLED ? "probe disabled" : "";
            for (Threshold threshold : stats.probe().thresholds()) {
                to.compare(probe, threshold, window(stats, threshold), off);
            }
        }
    }

    private static Optional<Measured> window(ProbeStats stats, Threshold threshold) {
        return stats.window(threshold.window())
                .filter(w -> w.start().plus(SLOT).isAfter(stats.totals().discontinuity()))
                .map(OfProbe::new);
    }

    private record OfProbe(Window window) implements Measured {
        @Override
        public Instant end() {
            return window.end();
        }

        @Override
        public Reading reading(Threshold threshold) {
            return switch (threshold.metric()) {
                case RTT_P50 -> percentile(threshold, Percentile.P50);
                case RTT_P90 -> percentile(threshold, Percentile.P90);
                case RTT_P95 -> percentile(threshold, Percentile.P95);
                case RTT_P99 -> percentile(threshold, Percentile.P99);
                case RTT_P999 -> percentile(threshold, Percentile.P999);
                case LOSS -> Reading.compare(threshold, window.lossPpm());
                case JITTER -> Reading.compare(threshold, window.jitterNanos());
                case UNREACHABLE -> reachability();
                // The model lets a probe have none of the others.
                default -> Reading.UNKNOWN;
            };
        }

        /** RFC 7679: a lost packet's delay is infinite, so a percentile that falls among lost ones exceeds every limit. */
        private Reading percentile(Threshold threshold, Percentile percentile) {
            return window.percentileInfinite(percentile)
                    ? Reading.INFINITE
                    : Reading.compare(threshold, window.rttPercentileNanos(percentile));
        }

        private Reading reachability() {
            if (window.received() > 0) {
                return Reading.BELOW_ALL;
            }
            return window.sent() + window.unsent() > 0 ? Reading.INFINITE : Reading.UNKNOWN;
        }
    }
}
