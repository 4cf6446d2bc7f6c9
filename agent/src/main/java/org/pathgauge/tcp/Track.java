package org.pathgauge.tcp;

import java.util.Optional;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpPeer.Direction;
import org.pathgauge.model.TrafficConfig.Tcp.Rank;

/** What is known of one row of the kernel while it is somebody's. */
final class Track {
    /** Of a score, what is left after a slot: it halves in a minute. */
    private static final double DECAY = Math.pow(0.5, 1.0 / SlotCycle.SLOTS_PER_MINUTE);

    private final int row;
    private final byte[] keyBytes;
    private final TcpPeer.Key key;
    private Optional<Ledger> ledger = Optional.empty();
    private Optional<TcpPeer.Owner> owner = Optional.empty();
    private int ownerSequence = -1;
    private double score;
    private long lastNanos;
    private long retiredNanos;
    private boolean retiring;

    Track(int row, byte[] keyBytes) {
        this.row = row;
        this.keyBytes = keyBytes.clone();
        this.key = KernelRows.key(keyBytes);
    }

    int row() {
        return row;
    }

    byte[] keyBytes() {
        return keyBytes.clone();
    }

    TcpPeer.Key key() {
        return key;
    }

    Direction direction() {
        return KernelRows.direction(keyBytes);
    }

    /** The books of a row that is published. */
    Optional<Ledger> ledger() {
        return ledger;
    }

    void publish(Ledger books) {
        ledger = Optional.of(books);
    }

    void unpublish() {
        ledger = Optional.empty();
    }

    double score() {
        return score;
    }

    void credit(Counts taken, Rank rank) {
        score += switch (rank) {
            case CONNECTIONS -> taken.sum(Counts.OPENED);
            case OCTETS -> taken.sum(Counts.OCTETS_IN) + taken.sum(Counts.OCTETS_OUT);
            case RETRANSMISSIONS -> taken.sum(Counts.RETRANSMITTED);
            case FAILURES -> taken.sum(Counts.FAILED) + taken.sum(Counts.REFUSED) + taken.sum(Counts.RESET);
        };
    }

    void decay() {
        score *= DECAY;
    }

    void forgetScore() {
        score = 0;
    }

    /** Monotonic time of what the kernel counted last. */
    long lastNanos() {
        return lastNanos;
    }

    void lastNanos(long nanos) {
        lastNanos = nanos;
    }

    /** Whether the row's key is taken from the index, but programs may still be counting in it. */
    boolean retiring() {
        return retiring;
    }

    /** When that was, monotonic. */
    long retiredNanos() {
        return retiredNanos;
    }

    void retire(long now) {
        retiring = true;
        retiredNanos = now;
    }

    /** The owner, asked of the kernel when it has changed. */
    Optional<TcpPeer.Owner> owner(KernelRows rows, Owners owners) {
        int sequence = rows.ownerSequence(row);
        if (sequence != ownerSequence) {
            rows.owner(row).ifPresent(o -> {
                owner = Optional.of(new TcpPeer.Owner(o.pid(), o.comm(), owners.unit(o.cgroup())));
                ownerSequence = sequence;
            });
        }
        return owner;
    }
}
