package org.pathgauge.collect;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.RandomAccess;
import org.pathgauge.model.ProbeResult;

/**
 * The newest results of one probe, in the order in which its packets left.
 *
 * <p>A ring would change under a snapshot that still shows it. So results are only ever appended, and what a snapshot
 * holds is a stretch of the arrays that nobody writes again; when they are full, the newest results move to new ones:
 *
 * <pre>
 *             from            to           length = twice what is kept
 *   | forgotten | newest kept | not yet written |
 * </pre>
 *
 * <p>Twenty octets a result. Used by the collector's thread; what {@link #view} returns, by any.
 */
final class ResultLog {
    /** Keeps nothing, for all probes that keep nothing. */
    static final ResultLog NONE = new ResultLog();

    /** Stands for the round-trip time of a packet that was not answered; late ones are stored as their complement. */
    private static final long LOST = Long.MIN_VALUE;

    private static final long REFUSED = LOST + 1;

    private static final int SMALLEST = 16;
    private static final long[] NO_TIMES = {};
    private static final int[] NO_SEQUENCES = {};

    private long[] sent = NO_TIMES;
    private long[] rtt = NO_TIMES;
    private int[] sequence = NO_SEQUENCES;
    private int from;
    private int to;
    private int kept;
    private List<ProbeResult> view = List.of();

    /** Keeps another number of results from now on; the newest stay. */
    void keep(int limit) {
        if (limit != kept) {
            kept = limit;
            from = Math.max(from, to - limit);
            move();
        }
    }

    /**
     * Appends a result.
     *
     * @param wireSequence its number on the wire
     * @param sentNanos wall clock of its egress, ns since the epoch
     * @param outcome its fate
     * @param rttNanos round-trip time, not negative; of no meaning when lost or refused
     */
    void add(int wireSequence, long sentNanos, ProbeResult.Outcome outcome, long rttNanos) {
        if (kept == 0) {
            return;
        }
        if (to == sent.length) {
            move();
        }
        sent[to] = sentNanos;
        sequence[to] = wireSequence;
        rtt[to] = switch (outcome) {
            case RECEIVED -> rttNanos;
            case LATE -> ~rttNanos;
            case LOST -> LOST;
            case REFUSED -> REFUSED;
        };
        to++;
        from = Math.max(from, to - kept);
        view = List.of();
    }

    private void move() {
        int size = to - from;
        int capacity = Math.min(2 * kept, Math.max(SMALLEST, 2 * size));
        sent = Arrays.copyOf(Arrays.copyOfRange(sent, from, to), capacity);
        rtt = Arrays.copyOf(Arrays.copyOfRange(rtt, from, to), capacity);
        sequence = Arrays.copyOf(Arrays.copyOfRange(sequence, from, to), capacity);
        from = 0;
        to = size;
        view = List.of();
    }

    /** The results kept now; the same object until one is added. */
    List<ProbeResult> view() {
        if (view.isEmpty() && to > from) {
            view = new View(sent, rtt, sequence, from, to - from);
        }
        return view;
    }

    private static final class View extends AbstractList<ProbeResult> implements RandomAccess {
        private final long[] sent;
        private final long[] rtt;
        private final int[] sequence;
        private final int from;
        private final int size;

        View(long[] sent, long[] rtt, int[] sequence, int from, int size) {
            this.sent = sent;
            this.rtt = rtt;
            this.sequence = sequence;
            this.from = from;
            this.size = size;
        }

        @Override
        public ProbeResult get(int index) {
            int at = from + Objects.checkIndex(index, size);
            long time = rtt[at];
            ProbeResult.Outcome outcome = outcome(time);
            return new ProbeResult(
                    Integer.toUnsignedLong(sequence[at]),
                    Instant.ofEpochSecond(
                            Math.floorDiv(sent[at], 1_000_000_000L), Math.floorMod(sent[at], 1_000_000_000L)),
                    outcome,
                    switch (outcome) {
                        case RECEIVED -> OptionalLong.of(time);
                        case LATE -> OptionalLong.of(~time);
                        case LOST, REFUSED -> OptionalLong.empty();
                    });
        }

        private static ProbeResult.Outcome outcome(long time) {
            if (time >= 0) {
                return ProbeResult.Outcome.RECEIVED;
            }
            return time == LOST
                    ? ProbeResult.Outcome.LOST
                    : time == REFUSED ? ProbeResult.Outcome.REFUSED : ProbeResult.Outcome.LATE;
        }

        @Override
        public int size() {
            return size;
        }
    }
}
