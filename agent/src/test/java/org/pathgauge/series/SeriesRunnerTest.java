package org.pathgauge.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestPlan;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSeries;
import org.pathgauge.model.TestSeries.Event;
import org.pathgauge.model.TestSeries.Fate;
import org.pathgauge.model.TestSeries.Status;
import org.pathgauge.model.TestSpec;

/** When tests of plans run, and what is kept of them. */
class SeriesRunnerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private final List<Fake> started = Collections.synchronizedList(new ArrayList<>());
    private final List<String> events = new ArrayList<>();
    private boolean refuse;
    private final SeriesRunner runner = new SeriesRunner(
            this::start, CLOCK, (event, probe, now) -> events.add(event + " " + probe.name() + " " + now.status()));

    /** A test that does what it is told. */
    private record Fake(TestSpec spec, TestRunner.Observer observer, CompletableFuture<TestResult> result)
            implements TestRunner.Running {
        @Override
        public void stop() {
            result.complete(null);
        }

        void packet(long sequence, ProbeResult.Outcome outcome, long nanos) {
            observer.decided(new ProbeResult(
                    sequence, CLOCK.instant(), outcome, nanos == 0 ? OptionalLong.empty() : OptionalLong.of(nanos)));
        }
    }

    private TestRunner.Running start(TestSpec spec, TestRunner.Observer observer) throws TestException {
        if (refuse) {
            throw new TestException(TestException.Reason.BUDGET, "no packets left");
        }
        started.add(new Fake(spec, observer, new CompletableFuture<>()));
        return started.getLast();
    }

    @AfterEach
    void close() {
        runner.close();
    }

    private static Probe probe(String name, boolean enabled, int seconds, int rows) {
        return new Probe(
                1,
                name,
                ProbeType.ICMP_ECHO,
                OptionalInt.empty(),
                "192.0.2.1",
                Probe.AddressFamily.ANY,
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                56,
                0,
                64,
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                Optional.of(new TestPlan(
                        true,
                        enabled,
                        3,
                        Duration.ofSeconds(seconds),
                        rows,
                        TestPlan.Storage.NON_VOLATILE,
                        new TestPlan.Notify(true, true, true),
                        2,
                        2,
                        "")));
    }

    private void configure(int concurrent, Probe... probes) {
        AgentConfig none = ConfigDecoder.defaults();
        runner.configure(new AgentConfig(
                new AgentConfig.Probing(10, 100, 0, concurrent),
                List.of(probes),
                none.interfaces(),
                none.watchAll(),
                none.snmp(),
                none.netconf(),
                none.history(),
                none.openMetrics(),
                none.traffic(),
                none.alarms()));
    }

    private TestSeries only() {
        assertEquals(1, runner.series().size());
        return runner.series().getFirst();
    }

    @Test
    void oneTestIsRunMeasuredAndCompleted() throws Exception {
        configure(0, probe("a", true, 0, 50));
        Fake test = started.getFirst();
        assertEquals(3, test.spec().count());
        assertEquals(Optional.of(Duration.ofSeconds(1)), test.spec().spacing());
        assertEquals(Status.ENABLED, only().status());
        test.observer().began(InetAddress.getByName("192.0.2.1"));
        test.packet(1, ProbeResult.Outcome.RECEIVED, 2_000_000);
        test.packet(2, ProbeResult.Outcome.LOST, 0);
        test.packet(3, ProbeResult.Outcome.RECEIVED, 4_000_000);
        test.result().complete(null);
        TestSeries done = only();
        assertEquals(Status.COMPLETED, done.status());
        assertEquals(3, done.sent());
        assertEquals(2, done.received());
        assertEquals(OptionalLong.of(2_000_000), done.minNanos());
        assertEquals(OptionalLong.of(4_000_000), done.maxNanos());
        assertEquals(OptionalLong.of(3_000_000), done.meanNanos());
        assertEquals(OptionalLong.of(20), done.sumSquaresMillis2());
        assertEquals(Optional.of(CLOCK.instant()), done.lastReply());
        assertEquals(
                List.of(Fate.RECEIVED, Fate.LOST, Fate.RECEIVED),
                done.history().stream().map(TestSeries.Packet::fate).toList());
        assertEquals(OptionalLong.of(3_000_000_000L), done.history().get(1).nanos());
        assertEquals(List.of("TEST_COMPLETED a COMPLETED"), events);
    }

    @Test
    void failuresInARowAndOfATestAreTold() {
        configure(0, probe("a", true, 0, 50));
        for (int i = 1; i <= 3; i++) {
            started.getFirst().packet(i, ProbeResult.Outcome.LOST, 0);
        }
        started.getFirst().result().complete(null);
        assertEquals(
                List.of(
                        Event.PROBE_FAILED + " a ENABLED",
                        Event.TEST_FAILED + " a COMPLETED",
                        Event.TEST_COMPLETED + " a COMPLETED"),
                events);
        assertEquals(OptionalLong.empty(), only().minNanos());
    }

    @Test
    void historyGoesOnFromTestToTestAndKeepsTheNewest() {
        configure(0, probe("a", true, 0, 4));
        for (int test = 0; test < 2; test++) {
            for (int i = 1; i <= 3; i++) {
                started.get(test).packet(i, ProbeResult.Outcome.RECEIVED, 1_000_000);
            }
            started.get(test).result().complete(null);
            runner.restart("a");
        }
        assertEquals(3, started.size());
        assertEquals(
                List.of(3L, 4L, 5L, 6L),
                only().history().stream().map(TestSeries.Packet::index).toList());
        assertEquals(0, only().sent(), "the figures are the newest test's");
    }

    @Test
    void noMoreTestsRunThanAllowed() {
        configure(1, probe("a", true, 0, 4), probe("b", true, 0, 4));
        assertEquals(1, started.size());
        started.getFirst().result().complete(null);
        assertEquals(2, started.size());
    }

    @Test
    void changesStopStartAndRemove() {
        configure(0, probe("a", false, 0, 4));
        assertEquals(List.of(), started);
        assertEquals(List.of(), runner.series(), "a row comes when a test is enabled");
        configure(0, probe("a", true, 0, 4));
        assertEquals(1, started.size());
        configure(0, probe("a", true, 0, 4));
        assertEquals(1, started.size(), "nothing changed");
        configure(0, probe("a", false, 0, 4));
        assertTrue(started.getFirst().result().isDone());
        assertEquals(Status.DISABLED, only().status());
        assertEquals(List.of(), events, "what is stopped is not completed");
        configure(0);
        assertEquals(List.of(), runner.series());
    }

    @Test
    void testIsRepeatedAfterItsFrequency() throws Exception {
        configure(0, probe("a", true, 1, 4));
        started.getFirst().result().complete(null);
        assertEquals(Status.ENABLED, only().status());
        for (int i = 0; i < 1000 && started.size() < 2; i++) {
            Thread.sleep(10);
        }
        assertEquals(2, started.size());
    }

    @Test
    void testThatCannotBeRunIsAFailedOne() {
        refuse = true;
        configure(0, probe("a", true, 0, 4));
        assertEquals(Status.COMPLETED, only().status());
        assertEquals(
                Map.of(1L, Fate.UNSENT),
                Map.of(
                        only().history().getFirst().index(),
                        only().history().getFirst().fate()));
        refuse = false;
        configure(0, probe("a", false, 0, 4));
        configure(0, probe("a", true, 0, 4));
        started.getFirst()
                .result()
                .completeExceptionally(new TestException(TestException.Reason.UNRESOLVED, "no such name"));
        assertEquals(Fate.UNRESOLVED, only().history().getLast().fate());
    }
}
