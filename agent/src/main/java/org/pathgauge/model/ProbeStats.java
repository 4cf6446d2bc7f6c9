package org.pathgauge.model;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One probe in a {@link Snapshot}: its configuration, its state, its counters and its windows.
 *
 * <p>Windows are computed when asked for, from slots that never change again; the same question to the same object gives
 * the same answer.
 *
 * @param probe configuration
 * @param state what it is doing
 * @param stateReason one sentence on why, empty while up
 * @param address the address probed now
 * @param totals cumulative counters
 * @param icmpErrors by sender, type and code
 * @param windows computes windows, cumulative histograms and the newest results
 */
public record ProbeStats(
        Probe probe,
        ProbeState state,
        String stateReason,
        Optional<InetAddress> address,
        ProbeTotals totals,
        List<IcmpError> icmpErrors,
        Windows windows) {

    public ProbeStats {
        icmpErrors = List.copyOf(icmpErrors);
    }

    /** Computes, when asked, what one probe measured over time, as of one snapshot. */
    @FunctionalInterface
    public interface Windows {
        /** The newest complete window of a length; empty before the first slot is complete. */
        Optional<Window> window(WindowLength length);

        /** Round-trip times of all complete slots since {@link ProbeTotals#discontinuity}. */
        default Histogram rttTotal() {
            return Histogram.empty(Histogram.RTT_PER_OCTAVE);
        }

        /** Sum of what {@link #rttTotal} counts, ns; exact, not made from buckets. */
        default long rttTotalSumNanos() {
            return 0;
        }

        /** Absolute IPDV of all complete slots since {@link ProbeTotals#discontinuity}. */
        default Histogram ipdvTotal() {
            return Histogram.empty(Histogram.IPDV_PER_OCTAVE);
        }

        /** Sum of what {@link #ipdvTotal} counts, ns; exact, not made from buckets. */
        default long ipdvTotalSumNanos() {
            return 0;
        }

        /**
         * The newest results in the order in which the packets left; none for a probe that takes no raw samples.
         *
         * <p>Sequence numbers rise, and begin at 0 again behind the largest of 32 bits.
         */
        default List<ProbeResult> results() {
            return List.of();
        }

        /** What {@link #window} stays within, at a fraction of its cost. */
        default WindowLimits limits() {
            return WindowLimits.NONE;
        }

        /** The same object in every snapshot for as long as windows stay the same, for whoever keeps them. */
        default Object unchanged() {
            return this;
        }
    }

    /** The newest complete window of a length; empty before the first slot is complete. */
    public Optional<Window> window(WindowLength length) {
        return windows.window(length);
    }
}
