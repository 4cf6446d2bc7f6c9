package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Severity;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.snmp.TargetQueue.Offer;
import org.pathgauge.snmp.mib.Notification;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;

/** What a full queue takes out and what it loses. */
class TargetQueueTest {
    private final TargetQueue queue = new TargetQueue(2);

    private static Notified of(Alarm alarm) {
        return new Notified(
                new Notification(new OID("1.3"), List.of(), Severity.MAJOR),
                new TimeTicks(0),
                Instant.EPOCH,
                Optional.of(new AlarmEvent(alarm)));
    }

    private static Notified raise(int id) {
        return of(SnapshotFixtures.alarm(id, 1));
    }

    private static Notified clear(int id) {
        return of(SnapshotFixtures.clearedAlarm(id, 1));
    }

    @Test
    void clearThatFindsNoRoomTakesItsRaiseAlong() throws Exception {
        queue.offer(raise(1));
        queue.offer(raise(2));
        assertEquals(new Offer(true, 2), queue.offer(clear(1)));
        assertEquals(1, queue.size());
        assertEquals(2, queue.take().orElseThrow().event().orElseThrow().alarm().id());
    }

    @Test
    void pairsThatWaitMakeRoom() throws Exception {
        queue.offer(raise(1));
        queue.offer(clear(1));
        assertEquals(new Offer(true, 2), queue.offer(raise(2)));
        assertEquals(1, queue.size());
    }

    @Test
    void whatUndoesNothingIsLostWhenThereIsNoRoom() throws Exception {
        queue.offer(raise(1));
        queue.offer(raise(2));
        assertEquals(new Offer(false, 0), queue.offer(raise(3)));
        assertEquals(new Offer(false, 0), queue.offer(clear(4)));
        assertEquals(2, queue.size());
    }
}
