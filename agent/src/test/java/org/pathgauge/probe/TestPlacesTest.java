package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Probe;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestSpec;

/** What one-shot tests are given of the kernel maps and of the packet budget. */
class TestPlacesTest {
    private static final ProbeBudget BUDGET = new ProbeBudget(8, 64, 16);
    private static final int PER_SECOND = 20_000;

    private long now = 5;
    private final Resolver resolver = new Resolver();
    private final TestPlaces places = new TestPlaces(
            BUDGET,
            new Untouched(),
            new Sender(
                    BUDGET.mapSlots(),
                    new PacketMarks(1, new SipHash(1, 2), 40_000, 16),
                    new NoWire(),
                    () -> now,
                    () -> 0),
            resolver,
            () -> now);

    @AfterEach
    void close() {
        resolver.close();
    }

    private static TestSpec spec(int count, Optional<Duration> spacing, Duration timeout) {
        TestSpec some = TestSpec.of("192.0.2.1");
        return new TestSpec(
                some.target(),
                some.family(),
                some.type(),
                some.port(),
                count,
                spacing,
                timeout,
                some.size(),
                some.dscp(),
                some.ttl(),
                some.sourceInterface(),
                some.sourceAddress());
    }

    private static TestSpec burst(int count) {
        return spec(count, Optional.empty(), Duration.ofSeconds(2));
    }

    private static TestSpec spaced(int count, Duration spacing) {
        return spec(count, Optional.of(spacing), Duration.ofSeconds(2));
    }

    private TestException refused(TestSpec spec, double probes) {
        return assertThrows(TestException.class, () -> places.take(spec, probes, PER_SECOND));
    }

    @Test
    void placesLieBehindThoseOfProbesAndNeverOverlap() throws TestException {
        Set<Integer> stamps = new HashSet<>();
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < ProbeBudget.TEST_SLOTS; i++) {
            TestPlace place = places.take(burst(1 + i), 0, PER_SECOND);
            assertTrue(slots.add(place.slot()));
            assertTrue(place.slot() >= 8 && place.slot() < BUDGET.mapSlots());
            assertTrue(place.stamps() >= 1 + i);
            for (int n = 0; n < place.stamps(); n++) {
                assertTrue(stamps.add(place.stampBase() + n));
            }
        }
        assertTrue(stamps.stream().allMatch(n -> n >= 64 && n < BUDGET.mapStamps()));
        TestException tooMany = refused(burst(1), 0);
        assertEquals(TestException.Reason.BUDGET, tooMany.reason());
        assertTrue(tooMany.getMessage().startsWith("64 one-shot tests run"), tooMany.getMessage());
    }

    @Test
    void fiveBurstsOfAThousandFitIntoTheDefaultBudget() throws TestException {
        for (int i = 0; i < 5; i++) {
            assertEquals(1_024, places.take(burst(1_000), 4_096, PER_SECOND).stamps());
        }
    }

    @Test
    void burstCountsAsAllItsPacketsWithinASecondEvenWhenItHasEnded() throws TestException {
        List<TestPlace> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(places.take(burst(4_000), 0, PER_SECOND));
        }
        assertEquals(
                "the test would send 4001 packets within a second beside 0 of probes and 16000 of other tests, but the"
                        + " budget packets-per-second is 20000: raise it, send fewer packets, or make the spacing longer",
                refused(burst(4_001), 0).getMessage());
        running.forEach(TestPlace::close);
        refused(burst(4_001), 0);
        now += 1_000_000_001;
        places.take(burst(4_001), 0, PER_SECOND);
    }

    @Test
    void probesAndTestsShareOneBudget() throws TestException {
        places.take(burst(100), 19_900, PER_SECOND);
        refused(burst(1), 19_900);
    }

    @Test
    void spacedTestCountsWithItsRate() throws TestException {
        places.take(spec(60_000, Optional.of(Duration.ofMillis(1)), Duration.ofMillis(100)), 19_000, PER_SECOND);
        refused(spaced(5, Duration.ofMillis(100)), 19_000);
    }

    @Test
    void spacedTestRunsThroughARingOfStampsForTwoTimeoutsAndTwoSeconds() throws TestException {
        assertEquals(
                4_096, TestPlaces.stampsFor(spec(60_000, Optional.of(Duration.ofMillis(1)), Duration.ofSeconds(1))));
        assertEquals(64, TestPlaces.stampsFor(spaced(50, Duration.ofMillis(1))));
        assertEquals(4, TestPlaces.stampsFor(burst(1)));
    }

    @Test
    void moreOnTheirWayThanTheRingHoldsIsRefused() {
        TestException refused = refused(spaced(60_000, Duration.ofMillis(1)), 0);
        assertEquals(TestException.Reason.INVALID, refused.reason());
        assertTrue(refused.getMessage().contains("6000 packets in mind"), refused.getMessage());
        assertTrue(refused.getMessage().contains("at most 4096"), refused.getMessage());
    }

    @Test
    void allTestsTogetherKeepABoundedNumberOfPackets() throws TestException {
        Optional<Duration> slow = Optional.of(Duration.ofSeconds(1));
        List<TestPlace> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(places.take(spec(65_535, slow, Duration.ofSeconds(1)), 0, PER_SECOND));
        }
        String message = refused(spec(65_535, slow, Duration.ofSeconds(1)), 0).getMessage();
        assertTrue(message.contains("together only 262144 fit"), message);
        running.getFirst().close();
        places.take(spec(65_535, slow, Duration.ofSeconds(1)), 0, PER_SECOND);
    }

    @Test
    void whatNoTestCanHaveIsNamed() {
        assertEquals(Optional.empty(), burst(4_096).problem());
        assertEquals(
                Optional.of("count of a burst is 4097, but must be 1 to 4096"),
                burst(4_097).problem());
        assertEquals(Optional.of("count is 0, but must be 1 to 65535"), burst(0).problem());
        assertEquals(
                Optional.of("spacing is 0.05 ms, but must be 0.1 to 3600000 ms"),
                spaced(2, Duration.ofNanos(50_000)).problem());
        assertEquals(
                Optional.of("timeout is 9 ms, but must be 10 to 60000 ms"),
                spec(1, Optional.empty(), Duration.ofMillis(9)).problem());
    }

    /** Nothing here comes as far as the kernel. */
    private static final class Untouched implements SlotMaps {
        @Override
        public void clear(ProbeSlot slot) {
            throw new AssertionError();
        }

        @Override
        public void publish(ProbeSlot slot, Probe probe, InetAddress target) {
            throw new AssertionError();
        }

        @Override
        public void withdraw(ProbeSlot slot) {
            throw new AssertionError();
        }
    }

    private static final class NoWire implements Sender.Wire {
        @Override
        public int send(PacketBatch batch, int from) {
            throw new AssertionError();
        }

        @Override
        public int source(byte[] target, int sourceIndex, byte[] into) {
            throw new AssertionError("no test here sends TCP");
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
