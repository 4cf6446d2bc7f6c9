package org.pathgauge.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Statistics of one probe over one window of complete slots.
 *
 * <p>A probe packet belongs to the slot in which it was sent. Percentiles follow RFC 7679: lost packets count as
 * infinite, so a percentile that falls among them is undefined here, and {@link #percentileInfinite} tells that case
 * from too few samples.
 *
 * @param length nominal length
 * @param start first instant covered
 * @param end first instant no longer covered
 * @param slots number of ten-second slots with data
 * @param sent probes stamped at egress
 * @param received replies in time
 * @param lost {@code sent - received}
 * @param late replies after the timeout (also lost)
 * @param duplicates further replies to an answered probe
 * @param reordered replies overtaken by a later probe's (RFC 4737)
 * @param unsent probes due that the host could not send
 * @param lossPpm lost/sent; empty when nothing was sent
 * @param lossPeriods number of loss periods (RFC 3357); empty when the pattern is not known
 * @param longestLossBurst lost in a row at most; empty when the pattern is not known
 * @param rttMinNanos smallest round-trip time
 * @param rttMaxNanos largest round-trip time
 * @param rttMeanNanos mean round-trip time
 * @param rttStddevNanos population standard deviation of the round-trip time
 * @param rttSumNanos sum of round-trip times
 * @param rttSumSquaresMicros2 sum of squared round-trip times, µs²
 * @param ipdvCount pairs of consecutive probes both received
 * @param ipdvMinNanos smallest IPDV, signed (RFC 3393)
 * @param ipdvMaxNanos largest IPDV, signed
 * @param ipdvMeanAbsNanos mean of abs(IPDV)
 * @param jitterNanos RFC 3550 interarrival jitter after the window's last reply
 * @param pdvP95Nanos 95th percentile of packet delay variation (RFC 5481) from raw samples
 * @param pdvMaxNanos largest packet delay variation from raw samples
 * @param rtt histogram of round-trip times
 * @param ipdv histogram of abs(IPDV)
 */
public record Window(
        WindowLength length,
        Instant start,
        Instant end,
        int slots,
        long sent,
        long received,
        long lost,
        long late,
        long duplicates,
        long reordered,
        long unsent,
        OptionalLong lossPpm,
        OptionalLong lossPeriods,
        OptionalLong longestLossBurst,
        OptionalLong rttMinNanos,
        OptionalLong rttMaxNanos,
        OptionalLong rttMeanNanos,
        OptionalLong rttStddevNanos,
        long rttSumNanos,
        long rttSumSquaresMicros2,
        long ipdvCount,
        OptionalLong ipdvMinNanos,
        OptionalLong ipdvMaxNanos,
        OptionalLong ipdvMeanAbsNanos,
        OptionalLong jitterNanos,
        OptionalLong pdvP95Nanos,
        OptionalLong pdvMaxNanos,
        Histogram rtt,
        Histogram ipdv) {

    /** The percentiles that every view publishes. */
    public enum Percentile {
        P50(500_000, "p50"),
        P90(900_000, "p90"),
        P95(950_000, "p95"),
        P99(990_000, "p99"),
        P999(999_000, "p99.9");

        private final int ppm;
        private final String label;

        Percentile(int ppm, String label) {
            this.ppm = ppm;
            this.label = label;
        }

        public int ppm() {
            return ppm;
        }

        public String label() {
            return label;
        }

        /** Samples (received and lost) needed before the percentile means anything: 1/(1-p). */
        public long samplesNeeded() {
            return (1_000_000L + (1_000_000L - ppm) - 1) / (1_000_000L - ppm);
        }

        /** Which of so many samples, the least being 1, is the percentile. */
        public long rank(long samples) {
            return Math.max(1, Math.ceilDiv(Math.multiplyExact(samples, (long) ppm), 1_000_000L));
        }
    }

    /**
     * A round-trip time percentile, ns, ± 6.25 %; empty with too few samples, when it falls among lost probes, or when
     * more replies came than the histogram counts.
     */
    public OptionalLong rttPercentileNanos(Percentile percentile) {
        if (sent < percentile.samplesNeeded() || percentileInfinite(percentile) || rtt.total() < received) {
            return OptionalLong.empty();
        }
        OptionalLong value = rtt.valueAt(percentile.rank(sent));
        return value.isPresent() ? OptionalLong.of(clampToExtremes(value.getAsLong())) : value;
    }

    /** Whether a percentile has samples enough but falls among lost probes, which count as infinite (RFC 7679). */
    public boolean percentileInfinite(Percentile percentile) {
        return sent >= percentile.samplesNeeded() && percentile.rank(sent) > received;
    }

    /** The extremes are exact, so no percentile may lie outside them. */
    private long clampToExtremes(long value) {
        return Math.min(Math.max(value, rttMinNanos.orElse(value)), rttMaxNanos.orElse(value));
    }
}
