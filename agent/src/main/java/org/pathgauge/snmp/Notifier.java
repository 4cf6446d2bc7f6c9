package org.pathgauge.snmp;

import java.util.List;
import org.pathgauge.model.AlarmEvent;

/**
 * Sends alarm events as SNMPv2 traps to every configured target.
 *
 * <p>Nothing here blocks the caller: events wait in a bounded queue for one sending thread.
 */
public interface Notifier {
    /** Queues the events of one tick, in order; what does not fit is counted as dropped. */
    void send(List<AlarmEvent> events);

    /** What was sent since the start. */
    Counters counters();

    /**
     * Counts of notifications.
     *
     * @param sent messages handed to the network, one per target
     * @param failed messages that could not be sent
     * @param dropped events that did not fit into the queue
     */
    record Counters(long sent, long failed, long dropped) {}
}
