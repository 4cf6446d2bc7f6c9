package org.pathgauge.probe;

import java.util.Arrays;

/**
 * A binary heap of probes by the time they are due, on plain arrays so that a packet costs no allocation.
 *
 * <p>Not thread-safe.
 */
final class Schedule {
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
        while (i > 0 && due[(i - 1) / 2] > at) {
            due[i] = due[(i - 1) / 2];
            slots[i] = slots[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        due[i] = at;
        slots[i] = slot;
    }

    private void down(int start, ProbeSlot slot, long at) {
        int i = start;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && due[child + 1] < due[child]) {
                child++;
            }
            if (due[child] >= at) {
                break;
            }
            due[i] = due[child];
            slots[i] = slots[child];
            i = child;
        }
        due[i] = at;
        slots[i] = slot;
    }
}
