package org.pathgauge.snmp;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log lines of a queue that drops what finds no room: one when a spell begins, one with the sum when nothing was
 * dropped for a minute. A queue that is full and not full by turns, many times a second, writes no more than that.
 */
public final class DropLog implements AutoCloseable {
    static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);

    private final String receiver;
    private final int capacity;
    private final LongSupplier nanos;
    private long dropped;
    private long first;
    private long last;

    /**
     * Makes the log of a queue that has dropped nothing yet.
     *
     * @param receiver whom the queue leads to, such as {@code target nms}
     * @param capacity how many wait when it is full
     * @param nanos monotonic time
     */
    public DropLog(String receiver, int capacity, LongSupplier nanos) {
        this.receiver = receiver;
        this.capacity = capacity;
        this.nanos = nanos;
    }

    /** One was dropped. */
    public synchronized void dropped() {
        last = nanos.getAsLong();
        if (dropped++ == 0) {
            first = last;
            LOG.warn("SNMP notifications to {} are dropped: {} wait already", receiver, capacity);
        }
    }

    /** Ends a spell that is over; called each tick. */
    public synchronized void tick() {
        if (dropped > 0 && nanos.getAsLong() - last >= QUIET_NANOS) {
            end();
        }
    }

    /** Ends a spell, since nothing comes any more. */
    @Override
    public synchronized void close() {
        if (dropped > 0) {
            end();
        }
    }

    private void end() {
        LOG.warn(
                "SNMP notifications to {} are no longer dropped: {} were, within {} s",
                receiver,
                dropped,
                TimeUnit.NANOSECONDS.toSeconds(last - first) + 1);
        dropped = 0;
    }
}
