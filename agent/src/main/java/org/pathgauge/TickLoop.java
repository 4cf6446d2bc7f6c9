package org.pathgauge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a step once a second, on its own thread, until it is stopped. */
final class TickLoop implements AutoCloseable {
    private static final long PERIOD_NANOS = 1_000_000_000L;
    private static final long STOP_MILLIS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(TickLoop.class);

    private final Runnable step;
    private final LongSupplier nanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private String lastFailure = "";

    /**
     * Starts the loop.
     *
     * @param step must be quick; a step that fails is logged and the next one comes as usual
     * @param nanos monotonic time
     */
    TickLoop(Runnable step, LongSupplier nanos) {
        this.step = step;
        this.nanos = nanos;
        this.thread = Thread.ofPlatform().name("tick").start(this::run);
    }

    private void run() {
        long due = nanos.getAsLong();
        while (true) {
            once();
            due = next(due, nanos.getAsLong());
            try {
                if (stop.await(due - nanos.getAsLong(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The next due time: a late step is not made good by a burst of further ones. */
    static long next(long due, long now) {
        long periods = Math.max(0, now - due) / PERIOD_NANOS + 1;
        return due + periods * PERIOD_NANOS;
    }

    private void once() {
        try {
            step.run();
            lastFailure = "";
        } catch (RuntimeException e) {
            if (!e.toString().equals(lastFailure)) {
                lastFailure = e.toString();
                LOG.error("A tick failed; the same failure is not logged again until a tick succeeds", e);
            }
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
