package org.pathgauge.drops;

import org.pathgauge.model.KernelDrops.Queue;

/**
 * An interface's queue counters in 64 bits that never go back: the kernel has 32, and begins anew with every queueing
 * discipline.
 */
final class QueueTotals {
    /** A step back by more than this is a counter that went through its end. */
    private static final long HALF = 1L << 31;

    private KernelCounters.RootQueue last = new KernelCounters.RootQueue(0, "", 0, 0, 0, 0, 0);
    private long dropped;
    private long overLimits;
    private long requeues;

    /** Adds what happened since the tick before. */
    Queue tick(KernelCounters.RootQueue now) {
        boolean same = now.handle() == last.handle() && now.kind().equals(last.kind());
        dropped += step(same, last.dropped(), now.dropped());
        overLimits += step(same, last.overLimits(), now.overLimits());
        requeues += step(same, last.requeues(), now.requeues());
        last = now;
        return new Queue(
                now.kind(),
                dropped,
                overLimits,
                requeues,
                Integer.toUnsignedLong(now.backlogPackets()),
                Integer.toUnsignedLong(now.backlogOctets()));
    }

    /** From one reading to the next; what a new discipline has counted is new. */
    static long step(boolean same, int before, int after) {
        long from = Integer.toUnsignedLong(before);
        long to = Integer.toUnsignedLong(after);
        if (!same || to < from && from - to < HALF) {
            return to;
        }
        return to - from & 0xffff_ffffL;
    }
}
