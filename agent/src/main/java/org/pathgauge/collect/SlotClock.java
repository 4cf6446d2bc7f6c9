package org.pathgauge.collect;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.pathgauge.bpf.abi.AbiLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offset between the wall clock and the kernel's monotonic clock, by which time is cut into slots.
 *
 * <p>It is left alone while it is right to a millisecond, so that Java and the kernel programs put one instant into the
 * same slot. A step of the wall clock moves the slots: what lies in the future then is dropped by the harvest.
 */
public final class SlotClock {
    /** Length of a slot, ns. */
    public static final long SLOT_NANOS = AbiLayout.SLOT_SECONDS * 1_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(SlotClock.class);
    private static final long TOLERANCE_NANOS = 1_000_000;
    private static final long STEP_NANOS = 1_000_000_000;
    private static final int READINGS = 3;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final LongConsumer kernel;
    private volatile long offset;
    private volatile long lastStep;

    /**
     * Reads the clocks and tells the kernel.
     *
     * @param clock wall clock
     * @param nanoTime the kernel's CLOCK_MONOTONIC
     * @param kernel takes the offset, ns
     */
    public SlotClock(Clock clock, LongSupplier nanoTime, LongConsumer kernel) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.kernel = kernel;
        this.offset = measure();
        this.lastStep = nanoTime.getAsLong();
        kernel.accept(offset);
    }

    /** Compares the clocks again. */
    void tick() {
        long measured = measure();
        long change = measured - offset;
        if (Math.abs(change) < TOLERANCE_NANOS) {
            return;
        }
        offset = measured;
        kernel.accept(measured);
        if (Math.abs(change) >= STEP_NANOS) {
            lastStep = nanoTime.getAsLong();
            LOG.warn("The wall clock stepped by {} ms; windows around now are incomplete", change / 1_000_000);
        }
    }

    /** The reading with the shortest gap between both clocks is the least disturbed. */
    private long measure() {
        long best = 0;
        long gap = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            long before = nanoTime.getAsLong();
            Instant wall = clock.instant();
            long after = nanoTime.getAsLong();
            if (after - before < gap) {
                gap = after - before;
                best = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - (before + (after - before) / 2);
            }
        }
        return best;
    }

    /** Wall clock minus monotonic clock, ns. */
    public long offset() {
        return offset;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Monotonic time of the latest step, or of the start. */
    long lastStep() {
        return lastStep;
    }

    /** The slot of a monotonic time. */
    long slotOf(long monotonic) {
        return Math.floorDiv(monotonic + offset, SLOT_NANOS);
    }

    /** The newest slot all of whose probes have a verdict by a monotonic time. */
    long newestComplete(long monotonic, long timeoutNanos) {
        return slotOf(monotonic - timeoutNanos) - 1;
    }

    Instant instant(long monotonic) {
        long wall = monotonic + offset;
        return Instant.ofEpochSecond(Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L));
    }

    static Instant startOf(long slotNumber) {
        return Instant.ofEpochSecond(slotNumber * AbiLayout.SLOT_SECONDS);
    }
}
