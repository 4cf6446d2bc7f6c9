package org.pathgauge.model;

import java.util.OptionalLong;

/**
 * What the TCP connections of one row did, as totals or within a window.
 *
 * @param opened connections that were established
 * @param failed attempts that ended without an answer or by an ICMP error
 * @param refused attempts that a RST answered
 * @param reset established connections that a RST of either side ended
 * @param closed established connections that have ended, whatever the way
 * @param octetsIn payload received in order
 * @param octetsOut payload acknowledged by the peer
 * @param segmentsOut segments sent, retransmissions included
 * @param retransmitted segments sent again ({@code tcp_sock.total_retrans})
 * @param rttMinNanos least round-trip time that the kernel saw; empty when it saw none
 * @param srttNanos the newest smoothed round-trip time: an estimate of the transport, which delayed acknowledgements and
 *     think time bias; empty when there is none
 * @param connect SYN sent to ESTABLISHED, of outbound connections
 * @param rtt round-trip times sampled as acknowledgements arrive
 * @param session ESTABLISHED to CLOSE, of connections that have ended
 */
public record TcpCounters(
        long opened,
        long failed,
        long refused,
        long reset,
        long closed,
        long octetsIn,
        long octetsOut,
        long segmentsOut,
        long retransmitted,
        OptionalLong rttMinNanos,
        OptionalLong srttNanos,
        Distribution connect,
        Distribution rtt,
        Distribution session) {
    private static final long PPM = 1_000_000;

    /** Attempts that failed or were refused over all that ended, parts per million; empty when none did. */
    public OptionalLong failurePpm() {
        long failures = failed + refused;
        long attempts = opened + failures;
        return attempts <= 0 ? OptionalLong.empty() : OptionalLong.of((failures * PPM + attempts / 2) / attempts);
    }

    /** Retransmitted over sent segments, parts per million; empty when nothing was sent. */
    public OptionalLong retransmissionPpm() {
        return segmentsOut <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((retransmitted * PPM + segmentsOut / 2) / segmentsOut);
    }
}
