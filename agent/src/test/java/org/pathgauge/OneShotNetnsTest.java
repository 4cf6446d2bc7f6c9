package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSpec;
import org.pathgauge.model.Verdict;
import org.pathgauge.model.Window.Percentile;

/** One-shot tests through the whole measurement, into another namespace. Needs root. */
class OneShotNetnsTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final Optional<Duration> BURST = Optional.empty();

    private interface Body {
        void run(PeerNetwork network, Measurement measurement) throws Exception;
    }

    private static void with(int pairs, int watched, Body body) throws Exception {
        IngressHook[] hooks = {IngressHook.TCX, IngressHook.XDP_GENERIC, IngressHook.XDP_NATIVE};
        List<InterfaceConfig> interfaces = new ArrayList<>();
        for (int i = 0; i < watched; i++) {
            interfaces.add(new InterfaceConfig("a" + i, hooks[i % hooks.length]));
        }
        try (PeerNetwork network = new PeerNetwork(pairs)) {
            network.inAgent(() -> {
                var config = ProbeBuilder.config(List.of(), interfaces);
                try (Measurement measurement = Measurement.start(config.probing(), Clock.systemUTC())) {
                    measurement.prepare(config).apply();
                    body.run(network, measurement);
                }
            });
        }
    }

    private static TestSpec spec(String target, int count, Optional<Duration> spacing, long timeoutMillis) {
        TestSpec some = TestSpec.of(target);
        return new TestSpec(
                target,
                some.family(),
                some.type(),
                some.port(),
                count,
                spacing,
                Duration.ofMillis(timeoutMillis),
                some.size(),
                some.dscp(),
                some.ttl(),
                some.sourceInterface(),
                some.sourceAddress());
    }

    private static Optional<Duration> every(long millis) {
        return Optional.of(Duration.ofMillis(millis));
    }

    /** Keeps what it is told. */
    private static final class Witness implements TestRunner.Observer {
        private final List<ProbeResult> decided = new ArrayList<>();
        private final List<String> unsent = new ArrayList<>();

        @Override
        public void decided(ProbeResult result) {
            decided.add(result);
        }

        @Override
        public void unsent(long sequence, String why) {
            unsent.add(why);
        }
    }

    private static TestResult run(Measurement measurement, TestSpec spec) throws Exception {
        return await(measurement.tests().start(spec, TestRunner.Observer.NONE));
    }

    private static TestResult await(TestRunner.Running running) throws Exception {
        return running.result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Everything that holds of a test whose packets were all answered. */
    private static void assertWhole(TestResult result, int count) {
        assertEquals(count, result.sent(), result.problem());
        assertEquals(count, result.received());
        assertEquals(0, result.lost());
        assertEquals(OptionalLong.of(0), result.lossPpm());
        assertEquals(0, result.late() + result.duplicates() + result.unsent() + result.undecided());
        assertEquals(0, result.corrupt() + result.forged() + result.stale());
        assertEquals(0, result.lossPeriods());
        assertFalse(result.stopped());
        assertEquals("", result.problem());
        assertEquals(count, result.results().size());
        assertEquals(count - 1, result.ipdv().count());
        long[] rtts = new long[count];
        for (int i = 0; i < count; i++) {
            ProbeResult packet = result.results().get(i);
            assertEquals(i + 1, packet.sequence());
            assertEquals(ProbeResult.Outcome.RECEIVED, packet.outcome());
            assertFalse(packet.sent().isAfter(result.end()));
            rtts[i] = packet.rttNanos().orElseThrow();
        }
        Arrays.sort(rtts);
        assertEquals(OptionalLong.of(rtts[0]), result.rtt().minNanos());
        assertEquals(OptionalLong.of(rtts[count - 1]), result.rtt().maxNanos());
        assertEquals(OptionalLong.of(rtts[(count + 1) / 2 - 1]), result.rtt().percentileNanos(Percentile.P50));
        assertTrue(rtts[0] > 0);
    }

    @Test
    void burstOfAThousandIsAnsweredWholeOverBothFamiliesAtEveryHook() throws Exception {
        with(3, 3, (network, measurement) -> {
            for (int i = 0; i < 3; i++) {
                assertWhole(run(measurement, spec("10." + i + ".0.2", 1_000, BURST, 2_000)), 1_000);
                assertWhole(run(measurement, spec("fd00:" + i + "::2", 1_000, BURST, 2_000)), 1_000);
            }
            // Every reply was consumed, and the tests left no trace in the agent's health.
            Snapshot snapshot = measurement.tick();
            for (var drops : snapshot.interfaces()) {
                assertEquals(2_000, drops.stamped());
                assertEquals(2_000, drops.count(Verdict.DROP_REPLY).packets());
            }
            assertEquals(0, snapshot.health().bankOverruns());
            assertEquals(0, snapshot.health().histogramFull());
            assertEquals(0, snapshot.health().sendErrors());
        });
    }

    @Test
    void fiveNodesWithAThousandEachAtOnce() throws Exception {
        with(5, 5, (network, measurement) -> {
            List<TestRunner.Running> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(measurement
                        .tests()
                        .start(spec("10." + i + ".0.2", 1_000, BURST, 3_000), TestRunner.Observer.NONE));
            }
            for (TestRunner.Running running : all) {
                assertWhole(await(running), 1_000);
            }
        });
    }

    @Test
    void spacedTestRunsThroughARingThatIsShorterThanItself() throws Exception {
        with(1, 1, (network, measurement) -> {
            Witness witness = new Witness();
            // (2 x 10 ms + 2 s) / 1 ms = 2,020 packets: a ring of 2,048 stamps, which comes round.
            TestRunner.Running running = measurement.tests().start(spec("10.0.0.2", 2_500, every(1), 10), witness);
            TestResult result = await(running);
            assertEquals(2_500, result.sent() + result.unsent());
            assertEquals(result.sent(), result.results().size());
            assertEquals(result.received() + result.lost(), result.sent());
            assertEquals(result.lost(), result.late(), "slow replies are the only cause of loss here");
            assertEquals(0, result.unsent(), result.problem());
            assertEquals(result.sent(), witness.decided.size());
            Duration took = Duration.between(
                    result.results().getFirst().sent(),
                    result.results().getLast().sent());
            // Catching up goes at twice the rate at most.
            assertTrue(took.toMillis() >= 1_249, "2,499 ms of packets were sent within " + took);
        });
    }

    @Test
    void lostPacketsAreLostAndNothingElse() throws Exception {
        with(1, 1, (network, measurement) -> {
            assertWhole(run(measurement, spec("10.0.0.2", 2, every(1), 2_000)), 2);
            network.peerIp("route", "add", "blackhole", "10.0.0.1/32");
            Witness witness = new Witness();
            TestResult result = await(measurement.tests().start(spec("10.0.0.2", 20, every(2), 100), witness));
            assertEquals(20, result.sent(), result.problem());
            assertEquals(20, result.lost());
            assertEquals(OptionalLong.of(1_000_000), result.lossPpm());
            assertEquals(1, result.lossPeriods());
            assertEquals(20, result.longestLossBurst());
            assertEquals(OptionalLong.empty(), result.rtt().minNanos());
            assertEquals(OptionalLong.empty(), result.rtt().percentileNanos(Percentile.P50));
            assertEquals(OptionalLong.empty(), result.jitterNanos());
            assertEquals(OptionalLong.empty(), result.pdvMaxNanos());
            assertTrue(witness.decided.stream().allMatch(p -> p.outcome() == ProbeResult.Outcome.LOST));
            assertEquals(20, witness.decided.size());
        });
    }

    @Test
    void errorsOnTheWayAreToldWithTheirSender() throws Exception {
        with(1, 1, (network, measurement) -> {
            network.agentIp("route", "add", "203.0.113.0/24", "via", "10.0.0.2");
            network.peerIp("route", "add", "unreachable", "203.0.113.0/24");
            // The collector's own reading of the errors must not take them away.
            Witness witness = new Witness();
            TestRunner.Running running = measurement.tests().start(spec("203.0.113.9", 3, every(10), 1_000), witness);
            while (!running.result().isDone()) {
                measurement.tick();
                Thread.sleep(20);
            }
            TestResult result = await(running);
            assertEquals(3, result.lost());
            assertEquals(1, result.icmpErrors().size());
            assertEquals("10.0.0.2", result.icmpErrors().getFirst().sender().getHostAddress());
            assertEquals(3, result.icmpErrors().getFirst().type());
            assertTrue(result.icmpErrors().getFirst().count() >= 1);
        });
    }

    @Test
    void whatCannotBeSentIsUnsentAndSaysWhy() throws Exception {
        with(2, 1, (network, measurement) -> {
            TestResult noRoute = run(measurement, spec("203.0.113.1", 5, BURST, 100));
            assertEquals(5, noRoute.unsent());
            assertEquals(0, noRoute.sent());
            assertEquals(OptionalLong.empty(), noRoute.lossPpm());
            assertTrue(noRoute.problem().startsWith("ENETUNREACH"), noRoute.problem());
            TestResult unwatched = run(measurement, spec("10.1.0.2", 3, every(1), 100));
            assertEquals(3, unwatched.unsent());
            assertEquals(
                    "probes leave through a1, which is not watched: add it to the interfaces", unwatched.problem());
            TestResult noNeighbour = run(measurement, spec("10.0.0.9", 1_000, BURST, 100));
            assertEquals(1_000, noNeighbour.unsent());
            assertTrue(noNeighbour.problem().startsWith("no neighbour answers for 10.0.0.9"), noNeighbour.problem());
        });
    }

    @Test
    void stoppedTestHasTheResultOfWhatIsKnown() throws Exception {
        with(1, 1, (network, measurement) -> {
            CountDownLatch some = new CountDownLatch(3);
            TestRunner.Running running = measurement
                    .tests()
                    .start(spec("10.0.0.2", 60_000, every(20), 2_000), new TestRunner.Observer() {
                        @Override
                        public void decided(ProbeResult result) {
                            some.countDown();
                        }
                    });
            assertTrue(some.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            running.stop();
            TestResult result = await(running);
            assertTrue(result.stopped());
            assertTrue(result.received() >= 3);
            assertEquals(0, result.lost(), "what was on its way is undecided, not lost");
            assertEquals(result.sent(), result.results().size());
        });
    }

    @Test
    void impossibleAndUnresolvedTestsAreRefusedAndPlacesComeBack() throws Exception {
        with(1, 1, (network, measurement) -> {
            TestRunner tests = measurement.tests();
            TestException invalid = assertThrows(
                    TestException.class,
                    () -> tests.start(spec("10.0.0.2", 5_000, BURST, 100), TestRunner.Observer.NONE));
            assertEquals(TestException.Reason.INVALID, invalid.reason());
            ExecutionException unresolved = assertThrows(
                    ExecutionException.class, () -> run(measurement, spec("nowhere.invalid", 1, BURST, 100)));
            assertEquals(TestException.Reason.UNRESOLVED, ((TestException) unresolved.getCause()).reason());
            TestSpec v4 = spec("10.0.0.2", 1, BURST, 100);
            TestSpec v6 = new TestSpec(
                    v4.target(),
                    Probe.AddressFamily.IPV6,
                    v4.type(),
                    v4.port(),
                    1,
                    BURST,
                    v4.timeout(),
                    56,
                    0,
                    64,
                    Optional.empty(),
                    Optional.empty());
            assertThrows(ExecutionException.class, () -> run(measurement, v6));
            // More than there are places, one after the other.
            for (int i = 0; i < 70; i++) {
                assertWhole(run(measurement, spec("10.0.0.2", 2, BURST, 2_000)), 2);
            }
        });
    }

    @Test
    void closingTheAgentEndsItsTests() throws Exception {
        TestRunner.Running[] left = new TestRunner.Running[1];
        with(1, 1, (network, measurement) -> {
            left[0] =
                    measurement.tests().start(spec("10.0.0.2", 60_000, every(1_000), 2_000), TestRunner.Observer.NONE);
        });
        ExecutionException ended = assertThrows(ExecutionException.class, () -> await(left[0]));
        assertEquals(TestException.Reason.STOPPING, ((TestException) ended.getCause()).reason());
    }

    @Test
    void handshakesAreTestedWithOpenAndClosedPorts() throws Exception {
        with(3, 3, (network, measurement) -> {
            assertEquals(
                    "ready",
                    network.startInPeer("python3", "src/test/resources/tcp/ports.py")
                            .inputReader()
                            .readLine());
            for (int pair = 0; pair < 3; pair++) {
                for (String target : List.of("10." + pair + ".0.2", "fd00:" + pair + "::2")) {
                    assertWhole(run(measurement, handshakes(target, 80, 20)), 20);
                    TestResult closed = run(measurement, handshakes(target, 81, 20));
                    assertEquals(20, closed.sent(), closed.problem());
                    assertEquals(20, closed.lost());
                    assertEquals(20, closed.refused());
                    assertTrue(closed.results().stream().allMatch(p -> p.outcome() == ProbeResult.Outcome.REFUSED));
                    assertEquals(OptionalLong.of(1_000_000), closed.lossPpm());
                    // It did not wait for the timeout of a minute.
                    assertEquals(0, closed.undecided());
                }
            }
        });
    }

    private static TestSpec handshakes(String target, int port, int count) {
        TestSpec some = spec(target, count, every(2), 60_000);
        return new TestSpec(
                target,
                some.family(),
                ProbeType.TCP_SYN,
                OptionalInt.of(port),
                count,
                some.spacing(),
                some.timeout(),
                some.size(),
                some.dscp(),
                some.ttl(),
                some.sourceInterface(),
                some.sourceAddress());
    }
}
