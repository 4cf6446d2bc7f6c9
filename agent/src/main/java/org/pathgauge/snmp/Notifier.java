package org.pathgauge.snmp;

import java.util.List;
import org.pathgauge.model.AlarmEvent;

/**
 * Sends alarm events as SNMPv2 traps to every configured target.
 *
 * <p>Nothing here blocks the caller: events wait in a bounded queue of each target for a thread of its own.
 */
public interface Notifier {
    /** Queues the events of one tick, in order; what does not fit is counted as dropped and logged. */
    void send(List<AlarmEvent> events);

    /** What was sent since the start. */
    Counters counters();

    /**
     * Counts of notifications.
     *
     * @param sent messages handed to the network, one per target
     * @param failed messages that could not be sent
     * @param dropped messages that did not fit into the queue of their target
     */
    record Counters(long sent, long failed, long dropped) {}
}
