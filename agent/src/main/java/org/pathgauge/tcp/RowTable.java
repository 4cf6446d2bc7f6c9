package org.pathgauge.tcp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.pathgauge.bpf.abi.TcpAbiLayout;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpPeer.Direction;
import org.pathgauge.model.TrafficConfig.Tcp.Rank;

/**
 * All rows of the kernel, harvested once a tick.
 *
 * <p>What a row counted goes to its own books while it is published, else to the remainder of its direction; the books of
 * a row that is published no longer go there too. So whatever comes and goes, all rows together hold each event once, and
 * no total ever falls.
 *
 * <p>A row is given up in two ticks at least: its key leaves the index, and when no program can be counting in it any more
 * (they run for microseconds, this waits for seconds), the last of it is harvested and its number is free again.
 */
final class RowTable {
    private static final long GRACE_NANOS = 2_000_000_000L;

    /** How much more another row must have to take a published one's place. */
    private static final double EXCEED = 1.5;

    /** Where the rows are and how they are given up. */
    interface Kernel {
        KernelRows rows();

        void forget(byte[] key);

        void release(int row);
    }

    private final Kernel kernel;
    private final KernelRows rows;
    private final Owners owners;
    private final IntSupplier indexes;
    private final List<Optional<Track>> tracks = new ArrayList<>();
    private final List<Ledger> remainders;
    private final SlotCycle cycle;
    private int most;
    private Rank rank;
    private int published;
    private int used;
    private long evicted;

    /**
     * A table of nothing yet.
     *
     * @param indexes gives an index that no row had before
     * @param now wall clock
     */
    RowTable(Kernel kernel, Owners owners, IntSupplier indexes, int most, Rank rank, Instant now) {
        this.kernel = kernel;
        this.rows = kernel.rows();
        this.owners = owners;
        this.indexes = indexes;
        this.most = most;
        this.rank = rank;
        this.cycle = new SlotCycle(now);
        this.remainders = List.of(new Ledger(1, now), new Ledger(2, now));
        for (int i = 0; i < rows.size(); i++) {
            tracks.add(Optional.empty());
        }
    }

    /** How many rows are shown, and which. */
    void configure(int newMost, Rank newRank) {
        if (rank != newRank) {
            live().forEach(Track::forgetScore);
        }
        most = newMost;
        rank = newRank;
    }

    /** Rows that were given up so far. */
    long evicted() {
        return evicted;
    }

    /** Before the kernel counts established connections anew. */
    void beforeScan() {
        for (int row = 0; row < rows.size(); row++) {
            rows.clearActive(row);
        }
    }

    /**
     * Harvests everything.
     *
     * @param now wall clock
     * @param nanos monotonic time
     */
    void harvest(Instant now, long nanos) {
        for (int row = 0; row < TcpAbiLayout.REMAINDERS; row++) {
            remainders.get(row).add(rows.take(row), rows.rttMinMicros(row));
        }
        for (int row = TcpAbiLayout.REMAINDERS; row < rows.size(); row++) {
            long last = rows.lastNanos(row);
            if (last != 0) {
                harvest(row, last, now, nanos);
            }
        }
        boolean slotEnded = cycle.advance(now, closer());
        if (slotEnded) {
            rankAgain(now);
        }
        while (published > most) {
            unpublish(leastPublished().orElseThrow());
        }
        evict(nanos);
    }

    private void harvest(int row, long last, Instant now, long nanos) {
        Track track = tracks.get(row).orElseGet(() -> begin(row, now));
        if (track.retiring()) {
            if (nanos - track.retiredNanos() >= GRACE_NANOS) {
                book(track, rows.take(row));
                tracks.set(row, Optional.empty());
                rows.clear(row);
                kernel.release(row);
            }
            return;
        }
        // An event may still be adding to the row after it has set the time.
        if (last != track.lastNanos() || nanos - last < GRACE_NANOS) {
            track.lastNanos(last);
            Counts taken = rows.take(row);
            track.credit(taken, rank);
            book(track, taken);
        }
    }

    private Track begin(int row, Instant now) {
        Track track = new Track(row, rows.keyBytes(row));
        tracks.set(row, Optional.of(track));
        used++;
        if (published < most) {
            publish(track, now);
        }
        return track;
    }

    private void book(Track track, Counts taken) {
        track.ledger().orElseGet(() -> remainder(track)).add(taken, rows.rttMinMicros(track.row()));
    }

    private Ledger remainder(Track track) {
        return remainders.get(track.direction().ordinal());
    }

    private void publish(Track track, Instant now) {
        track.publish(new Ledger(indexes.getAsInt(), now));
        published++;
    }

    private void unpublish(Track track) {
        track.ledger().ifPresent(ledger -> {
            remainder(track).merge(ledger);
            track.unpublish();
            published--;
        });
    }

    private SlotCycle.Closer closer() {
        return new SlotCycle.Closer() {
            @Override
            public void close(boolean endsMinute) {
                ledgers().forEach(ledger -> ledger.close(endsMinute));
            }

            @Override
            public void forget() {
                ledgers().forEach(Ledger::forget);
            }
        };
    }

    private Stream<Ledger> ledgers() {
        return Stream.concat(remainders.stream(), live().map(Track::ledger).flatMap(Optional::stream));
    }

    private Stream<Track> live() {
        return tracks.stream().flatMap(Optional::stream).filter(track -> !track.retiring());
    }

    /** Gives places to rows that have clearly more than those that are published. */
    private void rankAgain(Instant now) {
        List<Track> others = live().filter(track -> track.ledger().isEmpty() && track.score() > 0)
                .sorted(Comparator.comparingDouble(Track::score).reversed())
                .limit(most)
                .toList();
        for (Track other : others) {
            if (published >= most) {
                Track least = leastPublished().orElseThrow();
                if (other.score() <= EXCEED * least.score()) {
                    break;
                }
                unpublish(least);
            }
            publish(other, now);
        }
        live().forEach(Track::decay);
    }

    private Optional<Track> leastPublished() {
        return live().filter(track -> track.ledger().isPresent()).min(Comparator.comparingDouble(Track::score));
    }

    /** Above seven eighths, gives up what is above three quarters: idle rows before others, by age. */
    private void evict(long nanos) {
        int all = rows.size() - TcpAbiLayout.REMAINDERS;
        if (used <= all - all / 8) {
            return;
        }
        live().sorted(Comparator.<Track>comparingInt(track -> rows.active(track.row()) == 0 ? 0 : 1)
                        .thenComparingLong(Track::lastNanos))
                .limit(used - (all - all / 4))
                .toList()
                .forEach(track -> {
                    kernel.forget(track.keyBytes());
                    unpublish(track);
                    track.retire(nanos);
                    used--;
                    evicted++;
                });
    }

    /** The rows to show, remainders first. */
    List<TcpPeer> peers() {
        owners.tick();
        List<TcpPeer> peers = new ArrayList<>();
        long[] active = new long[remainders.size()];
        for (int row = 0; row < remainders.size(); row++) {
            active[row] = rows.active(row);
        }
        live().forEach(track -> {
            if (track.ledger().isPresent()) {
                peers.add(peer(
                        track.ledger().get(),
                        track.direction(),
                        Optional.of(track.key()),
                        rows.active(track.row()),
                        track.owner(rows, owners)));
            } else {
                active[track.direction().ordinal()] += rows.active(track.row());
            }
        });
        for (Direction direction : Direction.values()) {
            int row = direction.ordinal();
            peers.add(peer(remainders.get(row), direction, Optional.empty(), active[row], Optional.empty()));
        }
        peers.sort(Comparator.comparingInt(TcpPeer::index));
        return peers;
    }

    private TcpPeer peer(
            Ledger ledger, Direction direction, Optional<TcpPeer.Key> key, long active, Optional<TcpPeer.Owner> owner) {
        return new TcpPeer(
                ledger.index(), direction, key, ledger.since(), active, ledger.totals(), ledger.windows(cycle), owner);
    }
}
