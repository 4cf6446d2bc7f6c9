package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the TCP connections of this host's sockets did, measured as they pass.
 *
 * @param running whether the kernel programs are attached
 * @param problem one sentence on what could not be done; empty when all is well
 * @param discontinuity when counting began
 * @param peers sorted by index, the remainders first; empty while not running
 * @param evicted rows that the bounded table gave up; what they had counted is in the remainders
 * @param withoutRow events that found all rows taken, and are in the remainders
 * @param missed events that no row counted, for want of memory for the socket's state; they are in no row
 */
public record TcpTraffic(
        boolean running,
        String problem,
        Instant discontinuity,
        List<TcpPeer> peers,
        long evicted,
        long withoutRow,
        long missed) {

    /** While nothing is measured. */
    public static final TcpTraffic OFF = new TcpTraffic(false, "", Instant.EPOCH, List.of(), 0, 0, 0);

    public TcpTraffic {
        peers = List.copyOf(peers);
    }

    /** When counting began; empty while nothing is measured. */
    public Optional<Instant> countingSince() {
        return running ? Optional.of(discontinuity) : Optional.empty();
    }

    /** The row with an index. */
    public Optional<TcpPeer> peer(int index) {
        int at = lowerBound(index);
        return at < peers.size() && peers.get(at).index() == index ? Optional.of(peers.get(at)) : Optional.empty();
    }

    /** Position of the first row whose index is at least the given one, by binary search. */
    public int lowerBound(int index) {
        int low = 0;
        int high = peers.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (peers.get(middle).index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
