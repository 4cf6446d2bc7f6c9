package org.pathgauge.netconf;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pathgauge.model.AlarmEvent;

/**
 * Tells raises and clears to the event stream, no faster than the sessions read: one snapshot may raise an alarm on each of
 * 65,536 probes, many more than a session's queue takes.
 */
final class AlarmFeed implements AutoCloseable {
    /** Events between two looks at the queues. */
    private static final int CHUNK = EventStream.KEPT;

    private static final long LOOK_MILLIS = 10;

    private final Sessions sessions;
    private final Duration patience;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("netconf-alarms").factory());

    /**
     * Makes a feed.
     *
     * @param patience how long to wait for a session whose queue is half full, before its queue overflows
     */
    AlarmFeed(Sessions sessions, Duration patience) {
        this.sessions = sessions;
        this.patience = patience;
    }

    /** Has events told; never waits. */
    void tell(List<AlarmEvent> events) {
        if (!events.isEmpty() && !thread.isShutdown()) {
            thread.execute(() -> publish(events));
        }
    }

    private void publish(List<AlarmEvent> events) {
        try {
            for (int i = 0; i < events.size(); i++) {
                AlarmShapes.publish(events.get(i), sessions.events());
                if ((i + 1) % CHUNK == 0) {
                    awaitRoom();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRoom() throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (sessions.established().stream().anyMatch(s -> s.outbox().room() < Outbox.CAPACITY / 2)
                && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
