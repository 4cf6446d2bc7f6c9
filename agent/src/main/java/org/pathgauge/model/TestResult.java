package org.pathgauge.model;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a one-shot test found, all of it from the kernel's stamps of its packets.
 *
 * <p>Lost packets count as infinite in percentiles (RFC 7679). Undefined values are empty, never 0.
 *
 * @param spec what was to be sent
 * @param address the address probed
 * @param start when sending began
 * @param end when the last fate was decided, or the test was stopped
 * @param stopped whether it was ended before its time
 * @param sent packets stamped at egress whose fate was decided
 * @param received replies in time
 * @param lost {@code sent - received}
 * @param late replies after the timeout (also lost)
 * @param duplicates further replies to an answered packet
 * @param reordered replies overtaken by a later packet's (RFC 4737)
 * @param unsent packets due that the host could not send
 * @param undecided packets stamped whose timeout had not passed when the test was stopped; neither sent nor lost
 * @param corrupt replies with a wrong checksum or length
 * @param forged replies with a wrong token or source address
 * @param stale replies whose stamp was gone already
 * @param refused RSTs for the SYNs of a tcp-syn test: the port is closed; their packets are lost
 * @param lossPpm lost/sent; empty when nothing was sent
 * @param lossPeriods number of loss periods (RFC 3357)
 * @param longestLossBurst lost in a row at most
 * @param rtt round-trip times
 * @param ipdv differences of consecutive round-trip times
 * @param jitterNanos RFC 3550 interarrival jitter after the last reply
 * @param pdvP95Nanos 95th percentile of packet delay variation (RFC 5481)
 * @param pdvMaxNanos largest packet delay variation
 * @param icmpErrors errors that quote packets of the test
 * @param problem why packets could not be sent, in one sentence; empty when all could
 * @param results each packet sent, by rising sequence; numbered from 1 in the order in which they were due
 */
public record TestResult(
        TestSpec spec,
        InetAddress address,
        Instant start,
        Instant end,
        boolean stopped,
        long sent,
        long received,
        long lost,
        long late,
        long duplicates,
        long reordered,
        long unsent,
        long undecided,
        long corrupt,
        long forged,
        long stale,
        long refused,
        OptionalLong lossPpm,
        long lossPeriods,
        long longestLossBurst,
        Rtt rtt,
        Ipdv ipdv,
        OptionalLong jitterNanos,
        OptionalLong pdvP95Nanos,
        OptionalLong pdvMaxNanos,
        List<IcmpError> icmpErrors,
        String problem,
        List<ProbeResult> results) {

    /**
     * Round-trip times of what was received.
     *
     * @param minNanos smallest
     * @param meanNanos mean
     * @param maxNanos largest
     * @param stddevNanos population standard deviation
     * @param percentileNanos exact, by nearest rank over sent packets, lost ones infinite; those that are defined
     */
    public record Rtt(
            OptionalLong minNanos,
            OptionalLong meanNanos,
            OptionalLong maxNanos,
            OptionalLong stddevNanos,
            Map<Window.Percentile, Long> percentileNanos) {
        public Rtt {
            percentileNanos = Map.copyOf(percentileNanos);
        }

        /** A percentile, ns; empty with too few packets or when it falls among lost ones. */
        public OptionalLong percentileNanos(Window.Percentile percentile) {
            Long value = percentileNanos.get(percentile);
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }
    }

    /**
     * Differences between the round-trip times of a packet and of the one before it (RFC 3393).
     *
     * @param count pairs of consecutive packets both received
     * @param minNanos smallest, signed
     * @param maxNanos largest, signed
     * @param meanAbsNanos mean of the absolute values
     */
    public record Ipdv(long count, OptionalLong minNanos, OptionalLong maxNanos, OptionalLong meanAbsNanos) {}

    public TestResult {
        icmpErrors = List.copyOf(icmpErrors);
    }
}
