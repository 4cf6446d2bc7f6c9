package org.pathgauge.snmp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pathgauge.model.AlarmEvent;

/**
 * The notifications that wait for one target, in order and bounded.
 *
 * <p>When it is full, raises and clears of one alarm that wait one behind the other are taken out in pairs: the receiver
 * ends with the right state and sees one clear for each raise. Only what finds no room then is lost.
 */
final class TargetQueue {
    private final int capacity;
    private ArrayDeque<Notified> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Whether something came since pairs were taken out. */
    private boolean mayHavePairs = true;

    /**
     * What became of an offer.
     *
     * @param fits whether it waits now, or was taken out with what it undoes
     * @param damped how many were taken out for it
     */
    record Offer(boolean fits, int damped) {}

    TargetQueue(int capacity) {
        this.capacity = capacity;
    }

    synchronized Offer offer(Notified notified) {
        int before = waiting.size();
        if (before >= capacity && mayHavePairs) {
            takePairsOut();
            mayHavePairs = false;
        }
        if (waiting.size() >= capacity) {
            boolean undone = takeOppositeOut(notified);
            return new Offer(undone, undone ? 2 : 0);
        }
        int damped = before - waiting.size();
        waiting.add(notified);
        mayHavePairs = true;
        notifyAll();
        return new Offer(true, damped);
    }

    /** Takes out what one that finds no room would end a pair with: both are as if they had not been. */
    private boolean takeOppositeOut(Notified late) {
        if (late.event().isEmpty()) {
            return false;
        }
        AlarmEvent event = late.event().get();
        Iterator<Notified> newestFirst = waiting.descendingIterator();
        while (newestFirst.hasNext()) {
            Optional<AlarmEvent> other = newestFirst.next().event();
            if (other.isPresent() && other.get().alarm().id() == event.alarm().id()) {
                if (other.get().raised() != event.raised()) {
                    newestFirst.remove();
                    return true;
                }
                return false;
            }
        }
        return false;
    }

    private void takePairsOut() {
        List<Notified> all = new ArrayList<>(waiting);
        Map<Integer, Integer> last = new HashMap<>();
        Set<Integer> out = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            Optional<AlarmEvent> event = all.get(i).event();
            if (event.isPresent()) {
                int alarm = event.get().alarm().id();
                Integer before = last.remove(alarm);
                if (before != null
                        && all.get(before).event().get().raised() != event.get().raised()) {
                    out.add(before);
                    out.add(i);
                } else {
                    last.put(alarm, i);
                }
            }
        }
        ArrayDeque<Notified> rest = new ArrayDeque<>();
        for (int i = 0; i < all.size(); i++) {
            if (!out.contains(i)) {
                rest.add(all.get(i));
            }
        }
        waiting = rest;
    }

    /** The next one, waited for; empty when the queue is closed. */
    synchronized Optional<Notified> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return closed ? Optional.empty() : Optional.of(waiting.remove());
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}
