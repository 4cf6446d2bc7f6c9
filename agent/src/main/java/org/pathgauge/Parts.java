package org.pathgauge;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started of an agent, by whichever thread, to be stopped in the reverse order. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile boolean closing;

    /**
     * Adds a part that has just been started.
     *
     * @throws IllegalStateException when the agent is stopping already; the part is stopped then
     */
    <T extends AutoCloseable> T add(T part) {
        synchronized (started) {
            if (!closing) {
                started.push(part);
                return part;
            }
        }
        // Closed while this one was made in the background: nobody would end it any more.
        stop(part);
        throw new IllegalStateException("the agent is stopping");
    }

    /** Whether the agent is stopping. */
    boolean closing() {
        return closing;
    }

    @Override
    public void close() {
        closing = true;
        while (true) {
            AutoCloseable part;
            synchronized (started) {
                part = started.poll();
            }
            if (part == null) {
                return;
            }
            stop(part);
        }
    }

    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("A part of the agent did not stop cleanly: {}", e.toString());
        }
    }
}
