package org.pathgauge.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Cumulative counters of one probe. They only grow; when they start again, {@code discontinuity} is newer.
 *
 * @param discontinuity when counting began
 * @param sent probes stamped at egress
 * @param received replies in time
 * @param late replies after the timeout
 * @param duplicates further replies to an answered probe
 * @param corrupt replies with a wrong checksum or length
 * @param forged replies with a wrong token or source address
 * @param stale authentic replies whose stamp was gone
 * @param refused RSTs for the SYNs of a tcp-syn probe: the port is closed; their packets are lost
 * @param reordered replies overtaken by a later probe's (RFC 4737)
 * @param unsent probes due that the host could not send (no route, no address, interface down, not stamped)
 * @param icmpErrors ICMP errors that quote this probe
 * @param samplesLost raw samples of all probes that the full ring buffer lost
 * @param rttSumNanos sum of round-trip times
 * @param rttSumSquaresMicros2 sum of squared round-trip times, µs²
 * @param lastRttNanos of the newest reply
 * @param jitterNanos RFC 3550 interarrival jitter now
 */
public record ProbeTotals(
        Instant discontinuity,
        long sent,
        long received,
        long late,
        long duplicates,
        long corrupt,
        long forged,
        long stale,
        long refused,
        long reordered,
        long unsent,
        long icmpErrors,
        long samplesLost,
        long rttSumNanos,
        long rttSumSquaresMicros2,
        OptionalLong lastRttNanos,
        OptionalLong jitterNanos) {}
