package org.pathgauge.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.alarm.AlarmTestbed.threshold;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pathgauge.alarm.AlarmTestbed.Measured;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.Threshold.Metric;
import org.pathgauge.model.WindowLength;

class AlarmManagerTest {
    private static final Threshold LOSS = threshold(Metric.LOSS, WindowLength.SECONDS_10, 50_000, 10_000, 1);

    private final AlarmTestbed bed = new AlarmTestbed();

    @Test
    void raisesAndClearsOnceEach() {
        bed.slot(Measured.loss(0), LOSS);
        assertEquals(List.of(), bed.events);
        var raise = bed.slot(Measured.loss(10), LOSS);
        assertEquals(1, raise.events().size());
        Alarm raised = raise.events().get(0).alarm();
        assertTrue(raised.active());
        assertEquals(OptionalLong.of(100_000), raised.value());
        assertEquals(Severity.MAJOR, raised.severity());
        assertEquals(List.of(raised), raise.alarms());
        assertEquals(
                "probe p, threshold t: loss 10.0000 % is at or above 5.0000 % in one window of 10s", raised.text());

        assertEquals(List.of(), bed.slot(Measured.loss(20), LOSS).events());
        var clear = bed.slot(Measured.loss(1), LOSS);
        Alarm cleared = clear.events().get(0).alarm();
        assertFalse(cleared.active());
        assertEquals(raised.id(), cleared.id());
        assertEquals(2, cleared.changes());
        assertEquals(List.of(cleared), clear.alarms());
        assertEquals(2, bed.events.size());
    }

    @Test
    void evaluatesEachWindowOnce() {
        Threshold twice = threshold(Metric.LOSS, WindowLength.SECONDS_10, 50_000, 10_000, 2);
        bed.slot(Measured.loss(10), twice);
        for (int tick = 0; tick < 9; tick++) {
            bed.again(ProbeState.UP, Measured.loss(10), twice);
        }
        assertEquals(0, bed.events.size());
        bed.slot(Measured.loss(10), twice);
        assertEquals(1, bed.events.size());
    }

    @Test
    void betweenTheLimitsEndsARow() {
        Threshold twice = threshold(Metric.LOSS, WindowLength.SECONDS_10, 50_000, 10_000, 2);
        bed.slot(Measured.loss(10), twice);
        bed.slot(Measured.loss(3), twice);
        bed.slot(Measured.loss(10), twice);
        assertEquals(0, bed.events.size());
        bed.slot(Measured.loss(10), twice);
        assertEquals(1, bed.events.size());
        bed.slot(Measured.loss(0), twice);
        bed.slot(Measured.loss(3), twice);
        bed.slot(Measured.loss(0), twice);
        assertEquals(1, bed.events.size());
        bed.slot(Measured.loss(0), twice);
        assertEquals(2, bed.events.size());
    }

    @Test
    void longWindowsInARowAreDisjointAndWhole() {
        Threshold minutes = threshold(Metric.LOSS, WindowLength.MINUTE_1, 50_000, 10_000, 2);
        for (int slot = 1; slot <= 11; slot++) {
            bed.slot(Measured.loss(10), minutes);
            assertEquals(0, bed.events.size(), "after slot " + slot);
        }
        bed.slot(Measured.loss(10), minutes);
        assertEquals(1, bed.events.size());
    }

    @Test
    void percentileLostToLossIsInfinite() {
        Threshold p99 = threshold(Metric.RTT_P99, WindowLength.SECONDS_10, Long.MAX_VALUE, 2_000_000, 1);
        var raise = bed.slot(Measured.loss(5), p99);
        assertEquals(OptionalLong.empty(), raise.events().get(0).alarm().value());
        assertEquals(1, bed.slot(Measured.loss(0), p99).events().size());
    }

    @Test
    void tooFewSamplesKeepTheState() {
        Threshold p99 = threshold(Metric.RTT_P99, WindowLength.SECONDS_10, 500_000, 400_000, 1);
        bed.slot(Measured.rtt(900_000_000), p99);
        assertEquals(0, bed.events.size());
        bed.slot(Measured.loss(0), p99);
        assertEquals(1, bed.events.size());
        bed.slot(Measured.rtt(10), p99);
        bed.slot(Measured.nothing(), p99);
        assertEquals(1, bed.events.size());
    }

    @Test
    void unreachableNeedsDueProbesAndNoReply() {
        Threshold t = threshold(Metric.UNREACHABLE, WindowLength.SECONDS_10, 0, 0, 1);
        bed.slot(Measured.nothing(), t);
        assertEquals(0, bed.events.size());
        bed.slot(new Measured(0, 0, 7, OptionalLong.empty(), OptionalLong.empty()), t);
        assertEquals(1, bed.events.size());
        bed.slot(Measured.nothing(), t);
        assertEquals(1, bed.events.size());
        bed.slot(Measured.loss(99), t);
        assertEquals(2, bed.events.size());
        bed.slot(Measured.loss(100), t);
        assertEquals(3, bed.events.size());
    }

    @Test
    void removalClearsOnceAndForgets() {
        bed.slot(Measured.loss(10), LOSS);
        var gone = bed.withoutProbe();
        assertFalse(gone.events().get(0).alarm().active());
        assertEquals(List.of(), gone.alarms());
        assertEquals(List.of(), bed.withoutProbe().events());
        bed.slot(Measured.loss(10), LOSS);
        assertEquals(3, bed.events.size());
        assertEquals(bed.events.get(0).alarm().id(), bed.events.get(2).alarm().id());
    }

    @Test
    void removedThresholdClears() {
        bed.slot(Measured.loss(10), LOSS);
        assertEquals(1, bed.slot(Measured.loss(10)).events().size());
    }

    @Test
    void disabledProbeClears() {
        bed.slot(Measured.loss(10), LOSS);
        assertEquals(
                1,
                bed.again(ProbeState.DISABLED, Measured.nothing(), LOSS)
                        .events()
                        .size());
        assertEquals(
                0,
                bed.again(ProbeState.DISABLED, Measured.nothing(), LOSS)
                        .events()
                        .size());
    }

    @Test
    void newSeverityCountsFromTheNextRaise() {
        Threshold critical =
                new Threshold("t", Metric.LOSS, WindowLength.SECONDS_10, 50_000, 10_000, 1, Severity.CRITICAL);
        bed.slot(Measured.loss(10), LOSS);
        var changed = bed.slot(Measured.loss(10), critical);
        assertEquals(List.of(), changed.events());
        assertEquals(Severity.MAJOR, changed.alarms().get(0).severity());
        assertEquals(Optional.of(critical), changed.alarms().get(0).threshold());
        bed.slot(Measured.loss(0), critical);
        var raise = bed.slot(Measured.loss(10), critical);
        assertEquals(Severity.CRITICAL, raise.events().get(0).alarm().severity());
    }

    @Test
    void anotherMetricClears() {
        bed.slot(Measured.loss(10), LOSS);
        Threshold jitter = threshold(Metric.JITTER, WindowLength.SECONDS_10, 5, 1, 1);
        var changed = bed.again(ProbeState.UP, Measured.loss(10), jitter);
        assertEquals(1, changed.events().size());
        assertFalse(changed.events().get(0).alarm().active());
        assertEquals(1, bed.slot(Measured.loss(10), jitter).events().size());
    }

    @Test
    void restartRaisesNothingAgain() {
        bed.slot(Measured.loss(10), LOSS);
        bed.restartWithNewCounters();
        assertEquals(List.of(), bed.slot(Measured.loss(10), LOSS).events());
        assertEquals(1, bed.slot(Measured.loss(0), LOSS).events().size());
    }

    @Test
    void probeRemovedWhileDownClears() {
        bed.slot(Measured.loss(10), LOSS);
        bed.restart();
        assertEquals(1, bed.withoutProbe().events().size());
        bed.restart();
        assertEquals(0, bed.withoutProbe().events().size());
    }

    @Test
    void tellsWhatWhyAndWhen() {
        Alarm raised = bed.slot(Measured.loss(10), LOSS).alarms().get(0);
        assertEquals(Resource.probe("p", 1), raised.resource());
        assertEquals(AlarmType.PROBE_LOSS, raised.type());
        assertEquals("t", raised.qualifier());
        assertEquals(AlarmUnit.PPM, raised.unit());
        assertEquals(OptionalLong.of(50_000), raised.limit());
        bed.slot(Measured.loss(0), LOSS);
        Alarm again = bed.slot(Measured.loss(20), LOSS).alarms().get(0);
        assertEquals(raised.created(), again.created());
        assertEquals(
                List.of(Optional.of(Severity.MAJOR), Optional.empty(), Optional.of(Severity.MAJOR)),
                again.statusChanges().stream().map(Alarm.StatusChange::severity).toList());
        assertEquals(again.lastChanged(), again.statusChanges().getLast().time());
        for (int i = 0; i < 100; i++) {
            bed.slot(Measured.loss(i % 2 * 10), LOSS);
        }
        assertEquals(
                bed.config.statusChanges(),
                bed.events.getLast().alarm().statusChanges().size());
        assertEquals(103, bed.events.getLast().alarm().changes());
    }

    @Test
    void conditionIsRaisedWhileItHoldsAndStaysListed() throws Exception {
        assertEquals(List.of(), bed.suspects(suspect(false, 10)).events());
        Alarm raised = bed.suspects(suspect(true, 2_000)).events().get(0).alarm();
        assertEquals(AlarmType.SYN_FLOOD, raised.type());
        assertEquals(Resource.Kind.PATTERN, raised.resource().kind());
        assertEquals("syn flood from 192.0.2.0/24 at eth0: 2000 packets a second, limit 1000", raised.text());
        assertEquals(List.of(), bed.suspects(suspect(true, 3_000)).events());
        bed.restart();
        assertEquals(List.of(), bed.suspects(suspect(true, 3_000)).events());
        var clear = bed.suspects(suspect(false, 5));
        assertEquals(OptionalLong.of(5), clear.events().get(0).alarm().value());
        bed.suspects(suspect(true, 2_000));
        var gone = bed.suspects();
        assertFalse(gone.events().get(0).alarm().active());
        assertEquals(raised.id(), gone.alarms().get(0).id());
        assertEquals(4, gone.alarms().get(0).changes());
        assertEquals(List.of(), bed.suspects().events());
    }

    @Test
    void patternOutlastsARestartUntilAnIntervalTellsOtherwise() throws Exception {
        bed.suspects(suspect(true, 2_000));
        bed.restart();
        assertEquals(List.of(), bed.suspectsAfter(0).events(), "nothing is decided yet");
        var goesOn = bed.suspectsAfter(1, suspect(8, true, 1_500));
        assertEquals(List.of(), goesOn.events(), "it goes on");
        assertEquals(OptionalInt.of(8), goesOn.alarms().get(0).resource().index(), "by another index");
        bed.restart();
        assertEquals(List.of(), bed.suspectsAfter(0).events());
        assertEquals(1, bed.suspectsAfter(1).events().size(), "it was over");
    }

    private static Patterns.Suspect suspect(boolean active, long value) throws UnknownHostException {
        return suspect(3, active, value);
    }

    private static Patterns.Suspect suspect(int index, boolean active, long value) throws UnknownHostException {
        return new Patterns.Suspect(
                index,
                Patterns.Kind.SYN_FLOOD,
                2,
                "eth0",
                new FilterRule.Prefix(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 0}), 24),
                active,
                value,
                1_000,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty());
    }
}
