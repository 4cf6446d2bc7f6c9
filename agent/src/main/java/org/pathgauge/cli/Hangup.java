package org.pathgauge.cli;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a step run for each signal, but never two steps wait: a step that has not begun serves all signals before it.
 *
 * <p>Java starts a thread for each signal, so that a burst of them would keep an agent reloading the same file.
 */
final class Hangup implements Runnable {
    private final Runnable step;
    private final AtomicBoolean waiting = new AtomicBoolean();

    Hangup(Runnable step) {
        this.step = step;
    }

    /** Returns when the step has run, by this thread or, later than this call, by another one that waits already. */
    @Override
    public void run() {
        if (!waiting.compareAndSet(false, true)) {
            return;
        }
        synchronized (this) {
            waiting.set(false);
            step.run();
        }
    }
}
