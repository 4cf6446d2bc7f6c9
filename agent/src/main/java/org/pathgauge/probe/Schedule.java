package org.pathgauge.probe;

import java.util.Arrays;

/**
 * A heap of probes by the time they are due, on plain arrays so that a packet costs no allocation.
 *
 * <p>Eight children a node, because they lie side by side: a packet of 65,536 probes passes six levels instead of
 * sixteen, each of which is a miss of the cache.
 *
 * <p>Not thread-safe.
 */
final class Schedule {
    private static final int WAYS = 8;

    private long[] due = new long[64];
    private ProbeSlot[] slots = new ProbeSlot[64];
    private int size;

    int size() {
        return size;
    }

    /** When the first probe is due, monotonic ns; {@link Long#MAX_VALUE} when there is none. */
    long firstDue() {
        return size == 0 ? Long.MAX_VALUE : due[0];
    }

    /** The probe that is due first. */
    ProbeSlot first() {
        return slots[0];
    }

    void add(ProbeSlot slot, long at) {
        if (size == due.length) {
            due = Arrays.copyOf(due, 2 * size);
            slots = Arrays.copyOf(slots, 2 * size);
        }
        size++;
        up(size - 1, slot, at);
    }

    /** Makes the first probe due again later. */
    void postponeFirst(long at) {
        down(0, slots[0], at);
    }

    /** Takes a probe out; does nothing when it is not in. */
    void remove(ProbeSlot slot) {
        for (int i = 0; i < size; i++) {
            if (slots[i] == slot) {
                size--;
                ProbeSlot moved = slots[size];
                long at = due[size];
                slots[size] = null;
                if (i < size) {
                    down(i, moved, at);
                    if (slots[i] == moved) {
                        up(i, moved, at);
                    }
                }
                return;
            }
        }
    }

    private void up(int start, ProbeSlot slot, long at) {
        int i = start;
        while (i > 0 && due[(i - 1) / WAYS] > at) {
            int parent = (i - 1) / WAYS;
            due[i] = due[parent];
            slots[i] = slots[parent];
            i = parent;
        }
        due[i] = at;
        slots[i] = slot;
    }

    private void down(int start, ProbeSlot slot, long at) {
        int i = start;
        while (WAYS * i + 1 < size) {
            int least = leastChild(i);
            if (due[least] >= at) {
                break;
            }
            due[i] = due[least];
            slots[i] = slots[least];
            i = least;
        }
        due[i] = at;
        slots[i] = slot;
    }

    private int leastChild(int parent) {
        int least = WAYS * parent + 1;
        int end = Math.min(size, least + WAYS);
        for (int child = least + 1; child < end; child++) {
            if (due[child] < due[least]) {
                least = child;
            }
        }
        return least;
    }
}
