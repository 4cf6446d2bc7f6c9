package org.pathgauge.probe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What became of one probe's packets before they reached the kernel programs.
 *
 * <p>Packets that could not be sent are also counted by time slot, in a ring long enough for the longest timeout, because
 * a slot is published only when it is complete. Thread-safe: the sender writes, the collector reads and adds what it
 * alone can see (packets handed over and never stamped).
 */
public final class SendCounts {
    private static final int RING = 8;

    private static final int[] NONE = {};
    private static final VarHandle LAST_SEQUENCE = field("lastSequence", int.class);
    private static final VarHandle HANDED_OVER = field("handedOver", long.class);

    /** Made with the first packet that could not be sent, which for most probes never comes. */
    private int[] slotNumbers = NONE;

    private int[] slotCounts = NONE;
    private volatile long handedOver;
    private volatile int lastSequence;
    private volatile int firstSequence;
    private long unsent;
    private volatile String problem = "";

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SendCounts.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A packet was accepted by the kernel's socket. Called by the sender's thread alone. */
    void handedOver(int sequence) {
        // Release stores: the collector may see them a moment later, and a full fence a packet is dear.
        LAST_SEQUENCE.setRelease(this, sequence);
        HANDED_OVER.setRelease(this, (long) HANDED_OVER.get(this) + 1);
        if (!problem.isEmpty()) {
            problem = "";
        }
    }

    /** The probe starts again with a sequence number. */
    synchronized void restart(int sequence) {
        firstSequence = sequence;
        lastSequence = sequence - 1;
        handedOver = 0;
        unsent = 0;
        problem = "";
        slotNumbers = NONE;
        slotCounts = NONE;
    }

    /**
     * Counts packets that were due and not sent.
     *
     * @param number the time slot they were due in
     * @param count how many
     * @param why one sentence; empty keeps the one that stands
     */
    public synchronized void unsent(long number, int count, String why) {
        if (slotNumbers == NONE) {
            slotNumbers = new int[RING];
            slotCounts = new int[RING];
        }
        int at = (int) Math.floorMod(number, (long) RING);
        if (slotNumbers[at] != (int) number) {
            slotNumbers[at] = (int) number;
            slotCounts[at] = 0;
        }
        slotCounts[at] += count;
        unsent += count;
        if (!why.isEmpty()) {
            problem = why;
        }
    }

    /** Packets that were due in a time slot and not sent; valid until eight slots later. */
    public synchronized int unsentIn(long number) {
        if (slotNumbers == NONE) {
            return 0;
        }
        int at = (int) Math.floorMod(number, (long) RING);
        return slotNumbers[at] == (int) number ? slotCounts[at] : 0;
    }

    /** Packets that were due and not sent. */
    public synchronized long unsent() {
        return unsent;
    }

    /** Why the newest packet could not be sent; empty when it could. */
    public String problem() {
        return problem;
    }

    /** Packets accepted by the kernel's socket. */
    public long handedOver() {
        return handedOver;
    }

    /** Sequence number of the newest packet handed over. */
    public int lastSequence() {
        return lastSequence;
    }

    /** Sequence number of the first packet since the counters began. */
    public int firstSequence() {
        return firstSequence;
    }
}
