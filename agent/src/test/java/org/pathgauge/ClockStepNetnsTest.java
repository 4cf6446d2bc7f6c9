package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.ProbeTotals;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;

/** Steps of the wall clock under running probes on a path that loses nothing. Needs root. */
class ClockStepNetnsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long SLOT = 10 * SECOND;
    private static final Duration DEADLINE = Duration.ofSeconds(150);

    /**
     * What a wall clock does.
     *
     * @param secondOfSlot when it steps, seconds after a slot began
     * @param step how far, seconds
     * @param slewPpm by how much it is too fast from then on
     */
    private record Course(String name, int secondOfSlot, long step, long slewPpm) {}

    private static final List<Course> COURSES = List.of(
            new Course("an hour ahead", 5, 3600, 0),
            new Course("an hour back", 5, -3600, 0),
            new Course("ahead within a slot", 2, 3, 0),
            new Course("ahead into the next slot", 9, 3, 0),
            new Course("back within a slot", 6, -3, 0),
            new Course("back into a slot just ended", 0, -3, 0),
            new Course("back into a slot that is published", 2, -3, 0),
            new Course("fast", 1, 0, 2000),
            new Course("slow", 1, 0, -2000));

    /** A wall clock that takes its course in the slot after it was armed. */
    private static final class SteppingClock extends Clock {
        private final Course course;
        private final long origin = System.nanoTime();
        private final long start = Math.floorDiv(Instant.now().getEpochSecond() * SECOND, SLOT) * SLOT + 8 * SECOND;
        private volatile long turn = Long.MAX_VALUE;

        SteppingClock(Course course) {
            this.course = course;
        }

        void arm() {
            if (turn == Long.MAX_VALUE) {
                long wall = start + System.nanoTime() - origin;
                turn = (Math.floorDiv(wall, SLOT) + 1) * SLOT + course.secondOfSlot * SECOND - start;
            }
        }

        boolean turned() {
            return System.nanoTime() - origin >= turn;
        }

        /** What the clock shows just after its step. */
        Instant turnedTo() {
            return at(turn);
        }

        private Instant at(long elapsed) {
            if (elapsed < turn) {
                return Instant.ofEpochSecond(0, start + elapsed);
            }
            long slew = (elapsed - turn) / 1_000_000 * course.slewPpm;
            return Instant.ofEpochSecond(0, start + elapsed + slew + course.step * SECOND);
        }

        @Override
        public Instant instant() {
            return at(System.nanoTime() - origin);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** An agent's measuring half with a clock and an interface of its own, and what must hold of it at any time. */
    private static final class Station implements AutoCloseable {
        private final SteppingClock clock;
        private final Measurement measurement;
        private final Map<String, ProbeTotals> last = new HashMap<>();
        private final Map<String, Window> fullAfter = new HashMap<>();
        private Snapshot newest;

        Station(Course course, int pair) throws Exception {
            clock = new SteppingClock(course);
            measurement =
                    Measurement.start(ProbeBuilder.config(List.of(), List.of()).probing(), clock);
            List<Probe> probes = List.of(
                    probe(1, "10." + pair + ".0.2")
                            .intervalMillis(100)
                            .timeoutMillis(500)
                            .build(),
                    probe(2, "fd00:" + pair + "::2")
                            .intervalMillis(100)
                            .timeoutMillis(1500)
                            .build());
            InterfaceConfig watched = new InterfaceConfig("a" + pair, IngressHook.TCX);
            measurement.prepare(ProbeBuilder.config(probes, List.of(watched))).apply();
        }

        void tick() {
            boolean turned = clock.turned();
            Snapshot snapshot = measurement.tick();
            newest = snapshot;
            for (ProbeStats probe : snapshot.probes()) {
                String name = clock.course.name + ", " + probe.probe().target();
                grown(name, probe.totals());
                probe.window(WindowLength.SECONDS_10).ifPresent(window -> {
                    whole(name, window, snapshot.time());
                    if (full(window) && !turned) {
                        clock.arm();
                    }
                    if (full(window) && turned && !window.start().isBefore(clock.turnedTo())) {
                        fullAfter.put(probe.probe().name(), window);
                    }
                });
                probe.window(WindowLength.MINUTE_1).ifPresent(window -> whole(name, window, snapshot.time()));
            }
        }

        /** Whether all of a slot is in it; a busy host may send less, and says so. */
        private static boolean full(Window window) {
            return window.sent() + window.unsent() >= 95;
        }

        /** No counter goes backwards, and none begins anew. */
        private void grown(String name, ProbeTotals now) {
            ProbeTotals before = last.put(name, now);
            if (before != null) {
                assertEquals(before.discontinuity(), now.discontinuity(), name);
                assertTrue(now.sent() >= before.sent(), name);
                assertTrue(now.received() >= before.received(), name);
                assertTrue(now.rttSumNanos() >= before.rttSumNanos(), name);
            }
            assertEquals(0, now.late() + now.duplicates() + now.forged() + now.stale() + now.corrupt(), name);
            assertEquals(0, now.reordered() + now.samplesLost(), name);
        }

        /** The path loses nothing, so no window may say otherwise, nor begin in the future. */
        private static void whole(String name, Window window, Instant now) {
            String what = name + ": " + window;
            assertFalse(window.start().isAfter(now), what + " at " + now);
            assertEquals(window.sent(), window.received(), what);
            assertEquals(0, window.lost() + window.late() + window.duplicates() + window.reordered(), what);
            assertEquals(0, window.lossPpm().orElse(0), what);
            assertEquals(0, window.lossPeriods().orElse(0), what);
            assertEquals(window.received(), window.rtt().total(), what);
            assertEquals(window.ipdvCount(), window.ipdv().total(), what);
        }

        /** Both probes have a slot from after the step that is measured in full. */
        boolean settled() {
            return fullAfter.size() == 2;
        }

        void assertRight() {
            for (Window window : fullAfter.values()) {
                String what = clock.course.name + ": " + window;
                assertTrue(window.sent() > 0 && window.sent() + window.unsent() <= 105, what);
                assertTrue(window.ipdvCount() >= window.received() - 1, what);
                assertEquals(0, window.lossPeriods().orElseThrow(), what);
                assertTrue(window.jitterNanos().isPresent(), what);
                // A clock that drifts on may carry the sample of a reply over the edge of its slot: then PDV is absent.
                assertTrue(clock.course.slewPpm != 0 || window.pdvMaxNanos().isPresent(), what);
            }
        }

        @Override
        public void close() {
            measurement.close();
        }
    }

    @Test
    void stepsOfTheWallClockMakeNoLossAndNoStepBack() throws Exception {
        try (PeerNetwork network = new PeerNetwork(COURSES.size())) {
            network.inAgent(() -> {
                List<Station> stations = new ArrayList<>();
                try {
                    for (Course course : COURSES) {
                        stations.add(new Station(course, stations.size()));
                    }
                    long end = System.nanoTime() + DEADLINE.toNanos();
                    while (!stations.stream().allMatch(Station::settled)) {
                        assertTrue(
                                System.nanoTime() < end,
                                () -> "no full slot after the step: "
                                        + stations.stream()
                                                .filter(s -> !s.settled())
                                                .map(s -> s.clock.course.name + ": " + s.newest.probes())
                                                .toList());
                        stations.forEach(Station::tick);
                        Thread.sleep(300);
                    }
                    stations.forEach(Station::assertRight);
                } finally {
                    stations.forEach(Station::close);
                }
            });
        }
    }
}
