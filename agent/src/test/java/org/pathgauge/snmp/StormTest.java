package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Severity;
import org.pathgauge.model.SnapshotFixtures;
import org.pathgauge.snmp.mib.Notification;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;

/** What becomes of storms: of one alarm, of a full queue, of guesses. */
class StormTest {
    private final AtomicLong now = new AtomicLong(1);

    private static AlarmEvent raise(int id) {
        return new AlarmEvent(SnapshotFixtures.alarm(id, 4));
    }

    private static AlarmEvent clear(int id) {
        return new AlarmEvent(SnapshotFixtures.clearedAlarm(id, 4));
    }

    @Test
    void flappingAlarmRisesAndClearsByTurnsAndEndsWithTheTruth() {
        StormDamper damper = new StormDamper(now::get);
        damper.limit(4);
        List<AlarmEvent> passed = new ArrayList<>();
        int told = 0;
        for (int second = 0; second < 100; second++) {
            List<AlarmEvent> events = List.of(second % 2 == 0 ? raise(1) : clear(1));
            told += events.size();
            passed.addAll(damper.pass(events));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        for (int second = 0; second < 60; second++) {
            passed.addAll(damper.pass(List.of()));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        for (int i = 1; i < passed.size(); i++) {
            assertNotEquals(passed.get(i - 1).raised(), passed.get(i).raised(), "at " + i);
        }
        assertTrue(passed.get(0).raised());
        assertFalse(passed.getLast().raised(), "the last change was a clear");
        assertEquals(told, passed.size() + damper.damped());
        assertTrue(passed.size() <= 4 + 160 * 4 / 60 + 1, () -> passed.size() + " were passed on");
    }

    @Test
    void quietAlarmsAndOthersPassAtOnce() {
        StormDamper damper = new StormDamper(now::get);
        damper.limit(1);
        assertEquals(1, damper.pass(List.of(raise(1))).size());
        assertEquals(0, damper.pass(List.of(clear(1))).size());
        assertEquals(1, damper.pass(List.of(raise(2))).size());
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertEquals(List.of(clear(1)), damper.pass(List.of()));
        damper.limit(0);
        assertEquals(3, damper.pass(List.of(raise(3), clear(3), raise(3))).size());
        assertEquals(0, damper.damped());
    }

    private static Notified notified(AlarmEvent event) {
        return new Notified(
                new Notification(new OID("1.3.6"), List.of(), Severity.MAJOR),
                new TimeTicks(1),
                Instant.EPOCH,
                Optional.of(event));
    }

    @Test
    void fullQueueGivesUpPairsFirst() throws Exception {
        TargetQueue queue = new TargetQueue(4);
        queue.offer(notified(raise(1)));
        queue.offer(notified(raise(2)));
        queue.offer(notified(clear(1)));
        queue.offer(notified(raise(3)));
        assertEquals(new TargetQueue.Offer(true, 2), queue.offer(notified(raise(4))));
        assertEquals(new TargetQueue.Offer(true, 0), queue.offer(notified(raise(5))));
        assertEquals(new TargetQueue.Offer(false, 0), queue.offer(notified(raise(6))));
        for (int expected : List.of(2, 3, 4, 5)) {
            assertEquals(
                    expected,
                    queue.take().orElseThrow().event().orElseThrow().alarm().id());
        }
    }

    @Test
    void answersToGuessesRunOutBySourceAndComeBack() {
        CredentialGuard guard = new CredentialGuard(now::get);
        UdpAddress guesser = new UdpAddress("192.0.2.1/4000");
        for (int i = 0; i < CredentialGuard.BURST; i++) {
            assertTrue(guard.failed(guesser, CredentialGuard.Fault.DIGEST));
        }
        assertFalse(guard.failed(new UdpAddress("192.0.2.1/4001"), CredentialGuard.Fault.USER));
        assertTrue(guard.failed(new UdpAddress("192.0.2.2/4000"), CredentialGuard.Fault.USER));
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertTrue(guard.failed(guesser, CredentialGuard.Fault.COMMUNITY));
        assertFalse(guard.failed(guesser, CredentialGuard.Fault.COMMUNITY));
        assertEquals(CredentialGuard.BURST, guard.faults().digests());
        assertEquals(2, guard.faults().unanswered());
        assertEquals("192.0.2.1", guard.faults().sources().get(0).address());
    }

    @Test
    void oneIpv6PrefixIsOneSourceAndSourcesAreBounded() {
        CredentialGuard guard = new CredentialGuard(now::get);
        for (int i = 1; i <= 2 * CredentialGuard.BURST; i++) {
            guard.failed(new UdpAddress("2001:db8::" + i + "/161"), CredentialGuard.Fault.USER);
        }
        assertEquals(CredentialGuard.BURST, guard.faults().unanswered());
        for (int i = 0; i < 2 * CredentialGuard.SOURCES; i++) {
            guard.failed(new UdpAddress("10.0." + i / 250 + "." + (i % 250 + 1) + "/161"), CredentialGuard.Fault.USER);
        }
        assertEquals(10, guard.faults().sources().size());
        assertEquals(
                2L * CredentialGuard.BURST + 2 * CredentialGuard.SOURCES,
                guard.faults().users());
    }
}
