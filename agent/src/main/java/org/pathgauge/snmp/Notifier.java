package org.pathgauge.snmp;

import java.util.List;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.snmp.mib.Notification;

/**
 * Sends notifications, as traps or informs, to every configured target that wants them, and logs them.
 *
 * <p>Nothing here blocks the caller: notifications wait in a bounded queue of each target for a thread of its own.
 */
public interface Notifier {
    /**
     * Sends the alarm events of one tick, in order. Called each tick, also without events, because what storms held back is
     * passed on in its time.
     *
     * @return the events that were passed on; what other receivers must be told of, too
     */
    List<AlarmEvent> send(List<AlarmEvent> events);

    /** Sends a notification that tells of no alarm. */
    void send(Notification notification);

    /** What was sent since the start. */
    Counters counters();

    /**
     * Counts of notifications, over all targets.
     *
     * @param sent messages handed to the network, one per target
     * @param failed messages that could not be sent or were not acknowledged
     * @param dropped messages that did not fit into the queue of their target
     */
    record Counters(long sent, long failed, long dropped) {}
}
