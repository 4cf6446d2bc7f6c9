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
 * collector would copy them all. The arrays come from a {@link ColumnPool}. Written by the collector's thread until the snapshot is published, never after.
 */
final class ProbeColumns extends FixedList<ProbeStats> {
    /** What is copied of pg_stats, in this order. */
    private static final int[] COPIED = {
        StatsLayout.SENT,
        StatsLayout.RECEIVED,
        StatsLayout.LATE,
        StatsLayout.DUPLICATES,
        StatsLayout.CORRUPT,
        StatsLayout.FORGED,
        StatsLayout.STALE,
        StatsLayout.RTT_SUM_NS,
        StatsLayout.RTT_SUMSQ_US2,
        StatsLayout.LAST_RTT_NS,
        StatsLayout.JITTER_X16_NS,
        StatsLayout.REFUSED
    };

    private static final int REORDERED = COPIED.length;
    private static final int UNSENT = COPIED.length + 1;
    private static final int SAMPLES_LOST = COPIED.length + 2;
    private static final int NUMBERS = COPIED.length + 3;

    /** The columns, all of one length. */
    static final class Storage {
        private final Probe[] probes;
        private final ProbeState[] states;
        private final String[] reasons;
        private final Instant[] since;
        private final Optional<InetAddress>[] addresses;
        private final List<IcmpError>[] errors;
        private final ProbeStats.Windows[] windows;
        private final long[] numbers;

        @SuppressWarnings("unchecked") // arrays of generic types, never let out
        Storage(int size) {
            probes = new Probe[size];
            states = new ProbeState[size];
            reasons = new String[size];
            since = new Instant[size];
            addresses = new Optional[size];
            errors = new List[size];
            windows = new ProbeStats.Windows[size];
            numbers = new long[size * NUMBERS];
        }

        int size() {
            return probes.length;
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
        in.probes[at] = probe;
        in.states[at] = state;
        in.reasons[at] = reason;
        in.since[at] = started;
        in.addresses[at] = Optional.empty();
        in.errors[at] = List.of();
        in.windows[at] = SlotHistory.EMPTY;
        Arrays.fill(in.numbers, at * NUMBERS, (at + 1) * NUMBERS, 0);
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
        set(at, probe.probe(), state, reason, track.since());
        in.addresses[at] = probe.address();
        in.errors[at] = icmpErrors;
        in.windows[at] = track.windows();
        int slot = probe.slot();
        int first = at * NUMBERS;
        for (int i = 0; i < COPIED.length; i++) {
            in.numbers[first + i] = stats.getLong(slot, COPIED[i]);
        }
        in.numbers[first + REORDERED] = Integer.toUnsignedLong(stats.getInt(slot, StatsLayout.REORDERED));
        in.numbers[first + UNSENT] = probe.unsent();
        in.numbers[first + SAMPLES_LOST] = samplesLost;
    }

    @Override
    public int size() {
        return in.probes.length;
    }

    @Override
    public ProbeStats get(int index) {
        ProbeStats[] all = made;
        if (all == null) {
            all = new ProbeStats[in.probes.length];
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
                return next < in.probes.length;
            }

            @Override
            public ProbeStats next() {
                if (next == in.probes.length) {
                    throw new NoSuchElementException();
                }
                return make(next++);
            }
        };
    }

    private ProbeStats make(int at) {
        try {
            return new ProbeStats(
                    in.probes[at],
                    in.states[at],
                    in.reasons[at],
                    in.addresses[at],
                    totals(at),
                    in.errors[at],
                    in.windows[at]);
        } finally {
            // Until here nobody else may write to the arrays, even if this was the last use of the columns.
            Reference.reachabilityFence(this);
        }
    }

    private ProbeTotals totals(int at) {
        int n = at * NUMBERS;
        long received = in.numbers[n + 1];
        return new ProbeTotals(
                in.since[at],
                in.numbers[n],
                received,
                in.numbers[n + 2],
                in.numbers[n + 3],
                in.numbers[n + 4],
                in.numbers[n + 5],
                in.numbers[n + 6],
                in.numbers[n + 11],
                in.numbers[n + REORDERED],
                in.numbers[n + UNSENT],
                in.errors[at].stream().mapToLong(IcmpError::count).sum(),
                in.numbers[n + SAMPLES_LOST],
                in.numbers[n + 7],
                in.numbers[n + 8],
                received > 0 ? OptionalLong.of(in.numbers[n + 9]) : OptionalLong.empty(),
                received > 1 ? OptionalLong.of(in.numbers[n + 10] >> 4) : OptionalLong.empty());
    }
}
