package org.pathgauge.tcp;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.WindowLength;

/**
 * The books of one published row: totals since it was published, and the slots of the last quarter of an hour.
 *
 * <p>A slot in which nothing happened, also before the row was published, is as good as one with nothing in it.
 */
final class Ledger {
    private static final Counts NOTHING = new Counts();

    private final int index;
    private final Instant since;
    private final Counts totals = new Counts();

    /** Newest last. */
    private final Deque<Counts> slots = new ArrayDeque<>();

    private final Deque<Counts> minutes = new ArrayDeque<>();
    private Counts open = NOTHING;
    private Optional<TcpCounters> totalsSeen = Optional.empty();
    private Optional<List<TcpWindow>> windowsSeen = Optional.empty();

    Ledger(int index, Instant since) {
        this.index = index;
        this.since = since;
    }

    int index() {
        return index;
    }

    Instant since() {
        return since;
    }

    /**
     * Books what was taken from the kernel.
     *
     * @param taken what happened
     * @param leastRtt of all sockets so far, µs; 0 for none
     */
    void add(Counts taken, int leastRtt) {
        if (open == NOTHING) {
            open = new Counts();
        }
        open.add(taken);
        totals.add(taken);
        totals.lowerRtt(leastRtt);
        totalsSeen = Optional.empty();
    }

    /** Takes over the books of a row that is published no longer, slot by slot. */
    void merge(Ledger other) {
        totals.add(other.totals);
        if (other.open != NOTHING) {
            open = sum(List.of(open, other.open));
        }
        mergeNewest(slots, other.slots);
        mergeNewest(minutes, other.minutes);
        totalsSeen = Optional.empty();
        windowsSeen = Optional.empty();
    }

    /** This one is as long as the other at least, since the remainders are there from the beginning. */
    private static void mergeNewest(Deque<Counts> into, Deque<Counts> from) {
        List<Counts> merged = new ArrayList<>(into);
        int at = merged.size() - from.size();
        for (Counts other : from) {
            if (other != NOTHING) {
                merged.set(at, sum(List.of(merged.get(at), other)));
            }
            at++;
        }
        into.clear();
        into.addAll(merged);
    }

    /** Closes the open slot. */
    void close(boolean endsMinute) {
        keep(slots, open, SlotCycle.SLOTS_PER_MINUTE);
        open = NOTHING;
        if (endsMinute) {
            keep(minutes, sum(slots), SlotCycle.MINUTES);
        }
        windowsSeen = Optional.empty();
    }

    /** Forgets all slots, but not the totals. */
    void forget() {
        slots.clear();
        minutes.clear();
        open = NOTHING;
        windowsSeen = Optional.empty();
    }

    private static void keep(Deque<Counts> all, Counts newest, int most) {
        all.addLast(newest);
        if (all.size() > most) {
            all.removeFirst();
        }
    }

    TcpCounters totals() {
        if (totalsSeen.isEmpty()) {
            totalsSeen = Optional.of(totals.toModel());
        }
        return totalsSeen.get();
    }

    List<TcpWindow> windows(SlotCycle cycle) {
        if (windowsSeen.isEmpty()) {
            List<TcpWindow> windows = new ArrayList<>();
            for (WindowLength length : WindowLength.values()) {
                cycle.span(length)
                        .ifPresent(span -> windows.add(new TcpWindow(
                                length, span.start(), span.end(), counts(length).toModel())));
            }
            windowsSeen = Optional.of(List.copyOf(windows));
        }
        return windowsSeen.get();
    }

    private Counts counts(WindowLength length) {
        return switch (length) {
            case SECONDS_10 -> slots.isEmpty() ? NOTHING : slots.getLast();
            case MINUTE_1 -> sum(slots);
            case MINUTES_5 -> sum(newest(minutes, 5));
            case MINUTES_15 -> sum(minutes);
        };
    }

    private static List<Counts> newest(Deque<Counts> all, int most) {
        List<Counts> newest = new ArrayList<>();
        Iterator<Counts> backwards = all.descendingIterator();
        while (backwards.hasNext() && newest.size() < most) {
            newest.addFirst(backwards.next());
        }
        return newest;
    }

    private static Counts sum(Iterable<Counts> parts) {
        Counts sum = new Counts();
        for (Counts part : parts) {
            if (part != NOTHING) {
                sum.add(part);
            }
        }
        return sum;
    }
}
