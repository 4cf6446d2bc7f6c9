package org.pathgauge.snmp.mib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Severity;
import org.pathgauge.model.SnapshotFixtures;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

/** The logs of RFC 3014: what they keep, and how they are walked. */
class NotificationLogTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final NotificationLog log = new NotificationLog();

    private static Notification notification(int number) {
        return new Notification(
                new OID("1.3.6." + number),
                List.of(
                        new VariableBinding(new OID("1.3.9.1"), new Integer32(number)),
                        new VariableBinding(new OID("1.3.9.2"), new OctetString("text"))),
                Severity.MAJOR);
    }

    private void add(String name, int number, Instant time) {
        log.add(name, new TimeTicks(number), time, notification(number));
    }

    private List<Long> indexes(String name) {
        return log.entries(name).stream().map(NotificationLog.Entry::index).toList();
    }

    @Test
    void oldestOfAllLogsGoesFirst() {
        log.configure(3, Duration.ZERO, List.of("b", "a"));
        add("b", 1, NOON);
        add("", 2, NOON);
        add("a", 3, NOON);
        add("a", 4, NOON);
        assertEquals(List.of(), indexes("b"));
        assertEquals(List.of(1L, 2L), indexes("a"));
        log.configure(1, Duration.ZERO, List.of("b", "a"));
        assertEquals(List.of(), indexes(""));
        assertEquals(List.of(2L), indexes("a"));
        assertEquals(4, log.logged());
        assertEquals(3, log.bumped());
        log.configure(1, Duration.ZERO, List.of("b"));
        assertEquals(List.of(), indexes("a"));
    }

    @Test
    void entriesAreRemovedAtTheirAge() {
        log.configure(10, Duration.ofMinutes(5), List.of());
        add("", 1, NOON);
        add("", 2, NOON.plusSeconds(60));
        log.expire(NOON.plusSeconds(301));
        assertEquals(List.of(2L), indexes(""));
        assertEquals(0, log.bumped());
    }

    /** A walk finds what GET finds, in rising order, from wherever it starts. */
    @Test
    void walkVisitsEveryVariableInOrder() {
        log.configure(100, Duration.ZERO, List.of("zz", "abc"));
        for (String name : List.of("", "zz", "abc")) {
            add(name, 1, NOON);
            add(name, 2, NOON);
        }
        MibTree tree = new MibTree(NotificationLogMib.views(log, new OctetString("engine")));
        Reading reading = new Reading(() -> SnapshotFixtures.snapshot(1), new WindowCache());
        List<OID> walked = new ArrayList<>();
        OID at = new OID("1.3.6.1.2.1.92");
        for (Optional<Found> next = tree.next(reading, at, oid -> true);
                next.isPresent();
                next = tree.next(reading, at, oid -> true)) {
            assertTrue(next.get().name().compareTo(at) > 0, next.get().name() + " is not behind " + at);
            at = next.get().name();
            assertEquals(next.get().value(), tree.get(reading, at), at::toString);
            walked.add(at);
        }
        // Two limits and two counters; six and two columns of three logs; eight columns of six entries; three filled
        // columns of two variables of each.
        assertEquals(4 + 3 * 8 + 6 * 8 + 6 * 2 * 3, walked.size());
        assertTrue(walked.contains(new OID("1.3.6.1.2.1.92.1.3.1.1.9.3.97.98.99.2")));
        assertTrue(walked.contains(new OID("1.3.6.1.2.1.92.1.3.2.1.7.0.1.1")));
        for (OID oid : walked) {
            OID before = new OID(oid.getValue(), 0, oid.size() - 1);
            Optional<Found> next = tree.next(reading, before, o -> true);
            assertTrue(next.isPresent() && next.get().name().compareTo(oid) <= 0, oid::toString);
        }
    }
}
