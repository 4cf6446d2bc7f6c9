package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pathgauge.ProbeBuilder;
import org.pathgauge.TestClock;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.HistogramLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** A track over real kernel maps into which the test writes what the programs would. Needs root. */
class TrackTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int STAMPS = 64;
    private static final int BUCKET = HistogramLayout.RTT + 50;
    private static final long SLOT = 170_000_000;

    private final ProbePrograms programs = ProbePrograms.load(new ProbePrograms.Setup(1, STAMPS, 2, 1, 2, 3, 40_000));
    private final KernelView kernel = KernelView.of(programs);
    private final Fake probe = new Fake();
    private long now = 1000 * SECOND;
    private long wallStep;
    private int resultsKept = 5;
    private final SlotClock clock = new SlotClock(new TestClock(this::wall), () -> now, offset -> {});
    private final Track track =
            new Track(probe, kernel, new BankReader(kernel), clock, () -> resultsKept, SlotSink.NONE);

    private static final class Fake implements MeasuredProbe {
        private final Probe probe = ProbeBuilder.probe(1, "192.0.2.1")
                .intervalMillis(1000)
                .timeoutMillis(2000)
                .build();
        private final Map<Long, Integer> unsent = new HashMap<>();
        private int last;

        @Override
        public Probe probe() {
            return probe;
        }

        @Override
        public int slot() {
            return 0;
        }

        @Override
        public int stampBase() {
            return 0;
        }

        @Override
        public int stamps() {
            return STAMPS;
        }

        @Override
        public int bankBase() {
            return 0;
        }

        @Override
        public int banks() {
            return 2;
        }

        @Override
        public long generation() {
            return 1;
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(InetAddress.getLoopbackAddress());
        }

        @Override
        public String resolveProblem() {
            return "";
        }

        @Override
        public String sendProblem() {
            return "";
        }

        @Override
        public long handedOver() {
            return last;
        }

        @Override
        public int firstSequence() {
            return 1;
        }

        @Override
        public int lastSequence() {
            return last;
        }

        @Override
        public long unsent() {
            return unsent.values().stream().mapToLong(Integer::longValue).sum();
        }

        @Override
        public int unsentIn(long slotNumber) {
            return unsent.getOrDefault(slotNumber, 0);
        }

        @Override
        public void addUnsent(long slotNumber, int count) {
            unsent.merge(slotNumber, count, Integer::sum);
        }
    }

    @AfterEach
    void close() {
        programs.close();
    }

    /** Does what the egress program does. */
    private void send() {
        int sequence = ++probe.last;
        long slot = clock.slotOf(now);
        int bank = (int) (slot & 1);
        if (programs.banks().getInt(bank, BankLayout.SLOT_NUMBER) == 0) {
            programs.banks().setInt(bank, BankLayout.SLOT_NUMBER, (int) slot);
        }
        programs.banks().addInt(bank, BankLayout.SENT, 1);
        programs.stats().addLong(0, StatsLayout.SENT, 1);
        programs.stats().setInt(0, StatsLayout.LAST_SEQ_SENT, sequence);
        int at = sequence & (STAMPS - 1);
        programs.stamps().setLong(at, StampLayout.EGRESS_NS, now);
        word(at, sequence, AbiLayout.STAMP_OUTSTANDING, (int) slot & 0xff);
    }

    /** Does what the ingress program does, as far as a track looks at it. */
    private void answer(int sequence, long rtt) {
        int at = sequence & (STAMPS - 1);
        long egress = programs.stamps().getLong(at, StampLayout.EGRESS_NS);
        int slot = (int) clock.slotOf(egress) & 0xff;
        int bank = slot & 1;
        programs.stamps().setLong(at, StampLayout.RTT_NS, rtt);
        word(at, sequence, AbiLayout.STAMP_ANSWERED, slot);
        programs.banks().addInt(bank, BankLayout.RECEIVED, 1);
        programs.banks().addLong(bank, BankLayout.RTT_SUM_NS, rtt);
        programs.banks().setLong(bank, BankLayout.RTT_MIN_NS, rtt);
        programs.banks().setLong(bank, BankLayout.RTT_MAX_NS, rtt);
        int count = programs.histograms().getByte(bank, BUCKET);
        programs.histograms().setByte(bank, BUCKET, (byte) (count + 1));
        track.sample(egress, egress + rtt);
    }

    private void word(int at, int sequence, int status, int slot) {
        programs.stamps()
                .setLong(
                        at,
                        StampLayout.SEQ,
                        (long) (status | slot << AbiLayout.STAMP_BANK_SHIFT) << 32 | sequence & 0xffffffffL);
    }

    /** One second: send, answer unless lost, tick. */
    private void second(boolean answered) {
        send();
        if (answered) {
            answer(probe.last, 5000);
        }
        now += SECOND / 2;
        track.tick();
        now += SECOND / 2;
    }

    private Window tenSeconds() {
        return track.history().window(WindowLength.SECONDS_10).orElseThrow();
    }

    /** The wall clock stands at the start of slot SLOT when the monotonic one is at 1000 s. */
    private Instant wall() {
        return Instant.ofEpochSecond(10 * SLOT - 1000).plusNanos(now + wallStep);
    }

    @Test
    void aSlotIsPublishedWhenItsLastProbeHasAVerdict() {
        for (int i = 0; i < 10; i++) {
            second(i != 3 && i != 4 && i != 8);
        }
        assertTrue(track.history().window(WindowLength.SECONDS_10).isEmpty(), "the timeout has not passed");
        second(true);
        second(true);
        second(true);
        Window window = tenSeconds();
        assertEquals(Instant.ofEpochSecond(10 * SLOT), window.start());
        assertEquals(10, window.sent());
        assertEquals(7, window.received());
        assertEquals(2, window.lossPeriods().orElseThrow());
        assertEquals(2, window.longestLossBurst().orElseThrow());
        assertEquals(0, window.pdvMaxNanos().orElseThrow());
        assertEquals(7, window.rtt().total());
        assertEquals(7, track.history().rttTotal().total());
    }

    @Test
    void harvestingFreesTheBankAndLeavesTheOther() {
        for (int i = 0; i < 12; i++) {
            second(true);
        }
        assertEquals(10, programs.histograms().getByte(0, BUCKET));
        assertEquals(2, programs.histograms().getByte(1, BUCKET));
        second(true);
        assertEquals(0, programs.histograms().getByte(0, BUCKET));
        assertEquals(3, programs.histograms().getByte(1, BUCKET));
        assertEquals(0, programs.banks().getInt(0, BankLayout.SLOT_NUMBER));
        assertEquals(0, programs.banks().getLong(0, BankLayout.RTT_SUM_NS));
        assertEquals((int) SLOT + 1, programs.banks().getInt(1, BankLayout.SLOT_NUMBER));
    }

    @Test
    void aSlotLeftAheadByAClockThatWentBackBeforeTheFirstTickIsFreed() {
        programs.banks().setInt(1, BankLayout.SLOT_NUMBER, (int) SLOT + 361);
        programs.banks().addInt(1, BankLayout.SENT, 3);
        new Track(probe, kernel, new BankReader(kernel), clock, () -> resultsKept, SlotSink.NONE);
        assertEquals(0, programs.banks().getInt(1, BankLayout.SLOT_NUMBER));
        assertEquals(0, programs.banks().getInt(1, BankLayout.SENT));
    }

    @Test
    void burstsThatCrossASlotAreOnePeriodOfTheMinute() {
        for (int i = 0; i < 64; i++) {
            second(i < 8 || i > 12);
        }
        long minuteStart = SLOT / 6 * 6;
        for (long at = SLOT; at < minuteStart + 12; at++) {
            for (int i = 0; i < 10; i++) {
                second(true);
            }
        }
        Window minute = track.history().window(WindowLength.MINUTE_1).orElseThrow();
        assertTrue(minute.sent() > 0);
        assertEquals(0, minute.lossPeriods().orElseThrow());
        Window all = track.history().window(WindowLength.MINUTES_5).orElseThrow();
        assertEquals(5, all.lost());
        assertEquals(1, all.lossPeriods().orElseThrow());
        assertEquals(5, all.longestLossBurst().orElseThrow());
    }

    @Test
    void packetsThatAreNeverStampedCountAsUnsent() {
        for (int i = 0; i < 30; i++) {
            probe.last++;
            now += SECOND;
            track.tick();
        }
        assertTrue(track.neverStampedNow());
        assertEquals(25, probe.unsent(), 1);
        assertEquals(0, track.newest().sent());
        assertTrue(track.newest().unsent() > 0);
        for (int i = 0; i < 20; i++) {
            second(true);
        }
        assertFalse(track.neverStampedNow());
        assertEquals(30, probe.unsent());
        assertEquals(10, tenSeconds().sent());
        assertEquals(0, tenSeconds().lossPeriods().orElseThrow());
    }

    private List<String> results() {
        return track.windows().results().stream()
                .map(r -> r.sequence() + " " + r.outcome().yangName() + " "
                        + r.rttNanos().orElse(-1))
                .toList();
    }

    @Test
    void theNewestResultsStandInTheOrderOfSendingAndASnapshotKeepsIts() {
        for (int i = 1; i <= 6; i++) {
            second(i != 2 && i != 5);
        }
        assertEquals(
                List.of("1 received 5000", "2 lost -1", "3 received 5000", "4 received 5000"),
                results(),
                "packet 5 may still be answered");
        List<ProbeResult> pinned = track.windows().results();
        List<ProbeResult> copy = List.copyOf(pinned);
        assertEquals(wall().minusSeconds(6), pinned.getFirst().sent());
        for (int i = 7; i <= 60; i++) {
            second(true);
        }
        assertEquals(copy, pinned);
        assertEquals(
                List.of(
                        "56 received 5000",
                        "57 received 5000",
                        "58 received 5000",
                        "59 received 5000",
                        "60 received 5000"),
                results());
    }

    @Test
    void aLateReplyIsLateWhenItComesBeforeTheVerdictAndElseLost() {
        send();
        now++;
        send();
        programs.stamps().setLong(1, StampLayout.RTT_NS, 3 * SECOND);
        word(1, 1, AbiLayout.STAMP_LATE, (int) SLOT & 0xff);
        now += 4 * SECOND;
        track.tick();
        programs.stamps().setLong(2, StampLayout.RTT_NS, 5 * SECOND);
        word(2, 2, AbiLayout.STAMP_LATE, (int) SLOT & 0xff);
        track.tick();
        assertEquals(List.of("1 late 3000000000", "2 lost -1"), results());
    }

    @Test
    void anotherNumberOfResultsDisturbsNothingElse() {
        for (int i = 0; i < 13; i++) {
            second(true);
        }
        assertEquals(5, results().size());
        resultsKept = 2;
        second(true);
        assertEquals(List.of("13 received 5000", "14 received 5000"), results());
        resultsKept = 0;
        second(true);
        assertEquals(List.of(), results());
        resultsKept = 3;
        second(true);
        assertEquals(List.of("16 received 5000"), results());
        assertEquals(10, tenSeconds().received());
    }

    /** A repeated slot kept its bank, which then was in the way of the slot after the next. */
    @Test
    void aStepBackIntoAPublishedSlotSpoilsNoLaterSlot() {
        for (int i = 0; i < 13; i++) {
            second(true);
        }
        assertEquals(Instant.ofEpochSecond(10 * SLOT), tenSeconds().start());
        wallStep = -6 * SECOND;
        clock.tick();
        for (int i = 0; i < 27; i++) {
            second(true);
        }
        assertEquals(Instant.ofEpochSecond(10 * SLOT + 20), tenSeconds().start());
        assertEquals(10, tenSeconds().sent());
        assertEquals(10, tenSeconds().received());
    }

    @Test
    void packetsThatAreNeverStampedCountAsUnsentWhenMoreWaitThanThereAreStamps() {
        for (int i = 0; i < 30; i++) {
            probe.last += STAMPS / 4;
            now += SECOND;
            track.tick();
        }
        assertTrue(track.neverStampedNow());
        assertEquals(25 * STAMPS / 4, probe.unsent(), STAMPS / 4);
        assertTrue(track.newest().unsent() > 0);
        assertTrue(track.history().window(WindowLength.SECONDS_10).isPresent());
    }

    @Test
    void aLongPauseOfTheCollectorLeavesThePatternUnknownButCountsRight() {
        for (int i = 0; i < 13; i++) {
            second(true);
        }
        for (int i = 0; i < 100; i++) {
            probe.last++;
        }
        now += SECOND;
        track.tick();
        assertEquals(10, tenSeconds().sent());
    }

    @Test
    void theWallClockMayStepBackAndOn() {
        for (int i = 0; i < 33; i++) {
            second(true);
        }
        assertEquals(Instant.ofEpochSecond(10 * SLOT + 20), tenSeconds().start());
        wallStep = -15 * SECOND;
        clock.tick();
        for (int i = 0; i < 14; i++) {
            second(true);
        }
        Window back = tenSeconds();
        assertTrue(back.end().isBefore(wall()), "nothing lies in the future");
        assertTrue(back.received() <= back.sent());
        wallStep = 3600 * SECOND;
        clock.tick();
        for (int i = 0; i < 26; i++) {
            second(true);
        }
        Window on = tenSeconds();
        assertEquals(10, on.sent());
        assertEquals(10, on.received());
        assertTrue(on.end().isAfter(back.end().plusSeconds(3000)));
    }
}
