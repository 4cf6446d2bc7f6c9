package org.pathgauge.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.alarm.AlarmTestbed.threshold;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pathgauge.alarm.AlarmTestbed.Measured;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmConfig.Shelf;
import org.pathgauge.model.AlarmSummary;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.WindowLength;

/** What persons and the configuration do to alarms: acknowledging, closing, shelving, purging, and the list's limits. */
class OperatorTest {
    private static final Threshold LOSS = threshold(Metric.LOSS, WindowLength.SECONDS_10, 50_000, 10_000, 1);

    private final AlarmTestbed bed = new AlarmTestbed();

    private static Shelf shelf(String name, String resource) {
        return new Shelf(name, List.of(), List.of(resource), List.of(), List.of());
    }

    @Test
    void acknowledgementIsKeptAndEndsWithTheNextRaise() throws Exception {
        int id = bed.slot(Measured.loss(10), LOSS).alarms().get(0).id();
        bed.wall = AlarmTestbed.START.plusSeconds(3);
        bed.manager().setOperatorState(id, OperatorState.ACK, "ann", "on it");
        Alarm.OperatorChange ack = new Alarm.OperatorChange(bed.wall, OperatorState.ACK, "ann", "on it");
        assertEquals(List.of(ack), bed.saved().get(0).operatorChanges());
        bed.restart();
        Alarm kept = bed.slot(Measured.loss(10), LOSS).alarms().get(0);
        assertEquals(OperatorState.ACK, kept.operatorState());
        bed.slot(Measured.loss(0), LOSS);
        bed.manager().setOperatorState(id, OperatorState.CLOSED, "bob", "");
        assertEquals(OperatorState.CLOSED, bed.saved().get(0).operatorState());
        Alarm again = bed.slot(Measured.loss(10), LOSS).alarms().get(0);
        assertEquals(OperatorState.NONE, again.operatorState());
        assertEquals(
                List.of("ann", "bob", Alarm.AGENT),
                again.operatorChanges().stream()
                        .map(Alarm.OperatorChange::operator)
                        .toList());
        // A clock that stands still gives no two changes of one alarm the same time, which is their key.
        assertEquals(
                3,
                again.operatorChanges().stream()
                        .map(Alarm.OperatorChange::time)
                        .distinct()
                        .count());
        assertEquals(3, bed.events.size(), "what persons say is no event");
        assertThrows(
                AlarmActionException.class, () -> bed.manager().setOperatorState(99, OperatorState.ACK, "ann", ""));
    }

    @Test
    void shelvedAlarmDoesNotNotifyAndIsListedApart() {
        bed.shelve(shelf("quiet", "p"));
        var shelved = bed.slot(Measured.loss(10), LOSS);
        assertEquals(List.of(), shelved.events());
        assertEquals(List.of(), shelved.alarms());
        Alarm alarm = shelved.shelved().get(0);
        assertEquals(Optional.of("quiet"), alarm.shelf());
        assertEquals(OperatorState.SHELVED, alarm.operatorState());
        assertThrows(
                AlarmActionException.class,
                () -> bed.manager().setOperatorState(alarm.id(), OperatorState.ACK, "ann", ""));
        assertEquals(List.of(), bed.slot(Measured.loss(0), LOSS).events());
        assertEquals(List.of(), bed.slot(Measured.loss(10), LOSS).events());
        bed.restart();
        assertEquals(List.of(), bed.slot(Measured.loss(10), LOSS).events());
        bed.shelve();
        var back = bed.slot(Measured.loss(10), LOSS);
        assertTrue(back.events().get(0).raised());
        assertEquals(OperatorState.UN_SHELVED, back.alarms().get(0).operatorState());
    }

    /** So that a raising is always followed by one clearing, whatever the configuration does in between. */
    @Test
    void shelvingOfRaisedAlarmTellsManagersThatItIsCleared() {
        bed.slot(Measured.loss(10), LOSS);
        bed.shelve(shelf("quiet", "*"));
        var put = bed.slot(Measured.loss(10), LOSS);
        assertEquals(1, put.events().size());
        assertFalse(put.events().get(0).raised());
        assertTrue(put.events().get(0).text().startsWith("put on shelf quiet: probe p"));
        assertTrue(put.shelved().get(0).active());
        bed.shelve(shelf("other", "*"));
        var moved = bed.slot(Measured.loss(10), LOSS);
        assertEquals(List.of(), moved.events());
        assertEquals(Optional.of("other"), moved.shelved().get(0).shelf());
        bed.slot(Measured.loss(0), LOSS);
        bed.shelve();
        var taken = bed.slot(Measured.loss(0), LOSS);
        assertEquals(List.of(), taken.events());
        assertEquals(1, taken.alarms().size());
    }

    @Test
    void shelfTakesWhatMatchesInEverything() {
        Alarm alarm = bed.slot(Measured.loss(10), LOSS).alarms().get(0);
        List<Resource.Kind> probes = List.of(Resource.Kind.PROBE);
        List<AlarmType> loss = List.of(AlarmType.PROBE_LOSS);
        assertTrue(new Shelf("s", probes, List.of("q", "p*"), loss, List.of("*t")).takes(alarm));
        assertFalse(new Shelf("s", List.of(Resource.Kind.TCP), List.of(), loss, List.of()).takes(alarm));
        assertFalse(new Shelf("s", probes, List.of("pp*"), List.of(), List.of()).takes(alarm));
        assertFalse(new Shelf("s", probes, List.of(), List.of(AlarmType.SYN_FLOOD), List.of()).takes(alarm));
        assertFalse(new Shelf("s", probes, List.of(), List.of(), List.of("u")).takes(alarm));
        assertTrue(new Shelf("s", List.of(), List.of(), List.of(), List.of()).takes(alarm));
    }

    @Test
    void shelfForOneAlarmIsLoneOnceThatIsGone() {
        int id = bed.slot(Measured.loss(10), LOSS).alarms().get(0).id();
        Shelf another = new Shelf("another", OptionalInt.of(id), List.of(), List.of("q"), List.of(), List.of());
        Shelf its = new Shelf("this", OptionalInt.of(id), List.of(), List.of("p"), List.of(), List.of());
        bed.shelve(another, new Shelf("for all", List.of(), List.of("none"), List.of(), List.of()), its);
        assertEquals(
                Optional.of("this"),
                bed.slot(Measured.loss(10), LOSS).shelved().get(0).shelf());
        assertEquals(List.of(another), bed.manager().loneShelves());
        bed.slot(Measured.loss(0), LOSS);
        assertEquals(List.of(another), bed.manager().loneShelves(), "it is cleared, and still listed");
        bed.withoutProbe();
        assertEquals(List.of(another, its), bed.manager().loneShelves());
    }

    @Test
    void purgeRemovesClearedAlarmsOnly() throws Exception {
        int id = bed.slot(Measured.loss(10), LOSS).alarms().get(0).id();
        bed.wall = AlarmTestbed.START.plusSeconds(12 + 100);
        assertEquals(0, bed.manager().purge(Duration.ZERO, Optional.empty()));
        bed.slot(Measured.loss(0), LOSS);
        bed.wall = AlarmTestbed.START.plusSeconds(22 + 100);
        assertEquals(0, bed.manager().purge(Duration.ofSeconds(101), Optional.empty()));
        assertEquals(0, bed.manager().purge(Duration.ofSeconds(100), Optional.of(OperatorState.CLOSED)));
        bed.manager().setOperatorState(id, OperatorState.CLOSED, "ann", "");
        assertEquals(1, bed.manager().purge(Duration.ofSeconds(100), Optional.of(OperatorState.CLOSED)));
        assertEquals(List.of(), bed.saved());
        var again = bed.slot(Measured.loss(10), LOSS);
        assertEquals(id, again.events().get(0).alarm().id());
        assertEquals(1, again.alarms().get(0).changes());
    }

    @Test
    void fullListDropsTheOldestClearedAndRefusesWhenAllStand() throws Exception {
        Patterns.Suspect[] three = suspects(1, 2, 3);
        assertEquals(3, bed.suspects(three).events().size());
        var full = bed.suspects(suspects(1, 2, 3, 4));
        assertEquals(List.of(), full.events());
        assertEquals(1, full.refused());
        bed.suspects(suspects(1, 3));
        var next = bed.suspects(suspects(1, 3, 4));
        assertEquals(1, next.events().size());
        assertEquals(
                List.of("192.0.2.1/32 at eth0", "192.0.2.3/32 at eth0", "192.0.2.4/32 at eth0"),
                next.alarms().stream().map(a -> a.resource().name()).sorted().toList());
        assertEquals(1, next.refused());
    }

    @Test
    void summaryCountsBySeverity() throws Exception {
        int id = bed.slot(Measured.loss(10), LOSS).alarms().get(0).id();
        bed.manager().setOperatorState(id, OperatorState.CLOSED, "ann", "");
        List<AlarmSummary> summary =
                AlarmSummary.of(bed.slot(Measured.loss(10), LOSS).alarms());
        assertEquals(new AlarmSummary(LOSS.severity(), 1, 1, 0, 0), summary.get(2));
        assertEquals(4, summary.size());
        assertEquals(
                new AlarmSummary(LOSS.severity(), 1, 0, 1, 0),
                AlarmSummary.of(bed.slot(Measured.loss(0), LOSS).alarms()).get(2));
    }

    /** A thousand at once are each told once, and the file is written once. */
    @Test
    void stormNotifiesEachOnce() throws Exception {
        bed.config = new org.pathgauge.model.AlarmConfig(32, 1_000, List.of());
        bed.restart();
        int[] sources = IntStream.range(0, 1_000).toArray();
        assertEquals(1_000, bed.suspects(suspects(sources)).events().size());
        assertEquals(0, bed.suspects(suspects(sources)).events().size());
        assertEquals(1_000, bed.suspects().events().size());
        assertEquals(
                1_000, bed.events.stream().map(e -> e.alarm().id()).distinct().count());
    }

    private static Patterns.Suspect[] suspects(int... sources) throws Exception {
        Patterns.Suspect[] all = new Patterns.Suspect[sources.length];
        for (int i = 0; i < sources.length; i++) {
            byte[] address = {(byte) 192, 0, (byte) (2 + sources[i] / 256), (byte) sources[i]};
            all[i] = new Patterns.Suspect(
                    i + 1,
                    Patterns.Kind.UDP_FLOOD,
                    2,
                    "eth0",
                    new FilterRule.Prefix(InetAddress.getByAddress(address), 32),
                    true,
                    2_000,
                    1_000,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty());
        }
        return all;
    }
}
