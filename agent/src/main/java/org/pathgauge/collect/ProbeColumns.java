package org.pathgauge.collect;

import java.lang.ref.Reference;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.StatsLayout;
import org.pathgauge.model.FixedList;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;

/**
 * What one tick found of all probes, in arrays; a {@link ProbeStats} is made when somebody asks for it.
 *
 * <p>At 65,536 probes the objects of every tick would be 14 MB of which hardly one is ever read, and the garbage
 * collector would copy them all. The arrays come from a {@link ColumnPool}. Written by the collector's thread until the
 * snapshot is published, never after.
 */
final class ProbeColumns extends FixedList<ProbeStats> {
    /** What is copied of pg_stats of each probe; a member's place here is its column below. */
    private static final int[] COPIED = {
        StatsLayout.SENT,
        StatsLayout.RECEIVED,
        StatsLayout.RTT_SUM_NS,
        StatsLayout.RTT_SUMSQ_US2,
        StatsLayout.LAST_RTT_NS,
        StatsLayout.JITTER_X16_NS
    };

    private static final int SENT = 0;
    private static final int RECEIVED = 1;
    private static final int RTT_SUM = 2;
    private static final int RTT_SUM_SQUARES = 3;
    private static final int LAST_RTT = 4;
    private static final int JITTER_X16 = 5;

    /** What is 0 with most probes, and the same as a second before with nearly all; places as above. */
    private static final int[] RARE = {
        StatsLayout.LATE,
        StatsLayout.DUPLICATES,
        StatsLayout.CORRUPT,
        StatsLayout.FORGED,
        StatsLayout.STALE,
        StatsLayout.REFUSED
    };

    private static final int LATE = 0;
    private static final int DUPLICATES = 1;
    private static final int CORRUPT = 2;
    private static final int FORGED = 3;
    private static final int STALE = 4;
    private static final int REFUSED = 5;

    /** Half a word in the kernel. */
    private static final int REORDERED = 6;

    /** Not of the kernel: what could not be sent never came to it. */
    private static final int UNSENT = 7;

    private static final long[] NO_RARE = new long[RARE.length + 2];

    /**
     * What is not counted of a probe, and what seldom counts; shared by snapshots for as long as it stays the same.
     *
     * @param measured whether the kernel counts for it
     * @param rare never written to
     */
    record Known(
            Probe probe,
            ProbeState state,
            String reason,
            Instant since,
            Optional<InetAddress> address,
            List<IcmpError> errors,
            boolean measured,
            long[] rare) {
        /** Of a probe of which nothing is counted yet. */
        static Known starting(MeasuredProbe probe, Instant since) {
            return new Known(probe.probe(), ProbeState.STARTING, "", since, probe.address(), List.of(), true, NO_RARE);
        }

        private boolean is(MeasuredProbe measured, ProbeState nowIn, String why, List<IcmpError> icmpErrors) {
            return probe == measured.probe()
                    && state == nowIn
                    && reason.equals(why)
                    && address.equals(measured.address())
                    && errors.equals(icmpErrors);
        }
    }

    /** The columns, all of one length. */
    static final class Storage {
        private final Known[] known;
        private final ProbeStats.Windows[] windows;
        private final long[] numbers;
        private long samplesLost;

        Storage(int size) {
            known = new Known[size];
            windows = new ProbeStats.Windows[size];
            numbers = new long[size * COPIED.length];
        }

        int size() {
            return known.length;
        }
    }

    private final Storage in;

    /** Made when the first element is asked for by its place; two readers may each make one of the same content. */
    private ProbeStats[] made;

    /**
     * @param arrays to write to; nobody else uses them until these columns can no longer be reached
     */
    ProbeColumns(Storage arrays) {
        in = arrays;
    }

    /** What these columns are kept in. */
    Storage storage() {
        return in;
    }

    /** Enters a probe of which nothing is counted. */
    void set(int at, Probe probe, ProbeState state, String reason, Instant started) {
        in.known[at] = new Known(probe, state, reason, started, Optional.empty(), List.of(), false, NO_RARE);
        in.windows[at] = SlotHistory.EMPTY;
        Arrays.fill(in.numbers, at * COPIED.length, (at + 1) * COPIED.length, 0);
    }

    /**
     * Enters a probe that is measured, with its counters as the kernel has them now.
     *
     * @param samplesLost raw samples of all probes that the full ring buffer lost
     */
    void set(
            int at,
            MeasuredProbe probe,
            ProbeState state,
            String reason,
            Track track,
            List<IcmpError> icmpErrors,
            MappedArray stats,
            long samplesLost) {
        in.samplesLost = samplesLost;
        int slot = probe.slot();
        long[] rare = rare(track.known().rare, slot, probe.unsent(), stats);
        if (rare != track.known().rare || !track.known().is(probe, state, reason, icmpErrors)) {
            track.known(
                    new Known(probe.probe(), state, reason, track.since(), probe.address(), icmpErrors, true, rare));
        }
        in.known[at] = track.known();
        in.windows[at] = track.windows();
        int first = at * COPIED.length;
        for (int i = 0; i < COPIED.length; i++) {
            in.numbers[first + i] = stats.getLong(slot, COPIED[i]);
        }
    }

    /** What was known before if it is still right. */
    private static long[] rare(long[] before, int slot, long unsent, MappedArray stats) {
        long[] rare = before;
        for (int i = 0; i < before.length; i++) {
            long now =
                    switch (i) {
                        case UNSENT -> unsent;
                        case REORDERED -> Integer.toUnsignedLong(stats.getInt(slot, StatsLayout.REORDERED));
                        default -> stats.getLong(slot, RARE[i]);
                    };
            if (now != before[i]) {
                rare = rare == before ? before.clone() : rare;
                rare[i] = now;
            }
        }
        return rare;
    }

    @Override
    public int size() {
        return in.size();
    }

    @Override
    public ProbeStats get(int index) {
        ProbeStats[] all = made;
        if (all == null) {
            all = new ProbeStats[in.size()];
            made = all;
        }
        ProbeStats one = all[Objects.checkIndex(index, all.length)];
        if (one == null) {
            one = make(index);
            all[index] = one;
        }
        return one;
    }

    /** Keeps none of what it makes: who walks over all probes reads each once. */
    @Override
    public Iterator<ProbeStats> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < in.size();
            }

            @Override
            public ProbeStats next() {
                if (next == in.size()) {
                    throw new NoSuchElementException();
                }
                return make(next++);
            }
        };
    }

    private ProbeStats make(int at) {
        try {
            Known known = in.known[at];
            return new ProbeStats(
                    known.probe,
                    known.state,
                    known.reason,
                    known.address,
                    totals(at, known),
                    known.errors,
                    in.windows[at]);
        } finally {
            // Until here nobody else may write to the arrays, even if this was the last use of the columns.
            Reference.reachabilityFence(this);
        }
    }

    private ProbeTotals totals(int at, Known known) {
        long received = number(at, RECEIVED);
        long[] rare = known.rare;
        return new ProbeTotals(
                known.since,
                number(at, SENT),
                received,
                rare[LATE],
                rare[DUPLICATES],
                rare[CORRUPT],
                rare[FORGED],
                rare[STALE],
                rare[REFUSED],
                rare[REORDERED],
                rare[UNSENT],
                known.errors.stream().mapToLong(IcmpError::count).sum(),
                known.measured ? in.samplesLost : 0,
                number(at, RTT_SUM),
                number(at, RTT_SUM_SQUARES),
                received > 0 ? OptionalLong.of(number(at, LAST_RTT)) : OptionalLong.empty(),
                received > 1 ? OptionalLong.of(number(at, JITTER_X16) >> 4) : OptionalLong.empty());
    }

    private long number(int at, int column) {
        return in.numbers[at * COPIED.length + column];
    }
}
