package org.pathgauge.model;

import java.time.Instant;
import java.util.List;

/**
 * What the TCP connections of this host's sockets did, measured as they pass.
 *
 * @param running whether the kernel programs are attached
 * @param problem one sentence on what could not be done; empty when all is well
 * @param discontinuity when counting began
 * @param peers sorted by index, the remainders first; empty while not running
 * @param evicted rows that the bounded table gave up; what they had counted is in the remainders
 * @param missed events that no row could count because a map was full; they are in no row
 */
public record TcpTraffic(
        boolean running, String problem, Instant discontinuity, List<TcpPeer> peers, long evicted, long missed) {

    /** While nothing is measured. */
    public static final TcpTraffic OFF = new TcpTraffic(false, "", Instant.EPOCH, List.of(), 0, 0);

    public TcpTraffic {
        peers = List.copyOf(peers);
    }
}
