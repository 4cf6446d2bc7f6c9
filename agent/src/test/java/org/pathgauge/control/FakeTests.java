package org.pathgauge.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSpec;
import org.pathgauge.model.Window.Percentile;

/**
 * Runs no test but tells of one: packet 1 received, 2 late, 3 lost and 4 unsent. A target "slow" ends only when it is
 * stopped, "full" is refused, "noisy" tells of a hundred thousand packets first.
 */
public final class FakeTests implements TestRunner {
    public static final Instant START = Instant.parse("2026-11-23T01:02:03.000000004Z");
    public static final List<ProbeResult> PACKETS = List.of(
            new ProbeResult(1, START, ProbeResult.Outcome.RECEIVED, OptionalLong.of(1_234_567)),
            new ProbeResult(2, START.plusMillis(1), ProbeResult.Outcome.LATE, OptionalLong.of(2_000_000_001)),
            new ProbeResult(3, START.plusMillis(2), ProbeResult.Outcome.LOST, OptionalLong.empty()));

    public volatile TestSpec asked;
    public final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Running start(TestSpec spec, Observer observer) throws TestException {
        asked = spec;
        if (spec.target().equals("full")) {
            throw new TestException(TestException.Reason.BUDGET, "the budget is used up");
        }
        CompletableFuture<TestResult> result = new CompletableFuture<>();
        observer.began(address());
        PACKETS.forEach(observer::decided);
        observer.unsent(4, "EMSGSIZE: too big");
        if (spec.target().equals("noisy")) {
            for (int i = 0; i < 100_000; i++) {
                observer.decided(PACKETS.getFirst());
            }
        }
        if (spec.target().equals("nowhere")) {
            result.completeExceptionally(new TestException(TestException.Reason.UNRESOLVED, "nowhere to go"));
        } else if (!spec.target().equals("slow")) {
            result.complete(summary(spec, false));
        }
        return new Running() {
            @Override
            public CompletableFuture<TestResult> result() {
                return result;
            }

            @Override
            public void stop() {
                stopped.countDown();
                result.complete(summary(spec, true));
            }
        };
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByName("192.0.2.7");
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public static TestResult summary(TestSpec spec, boolean stopped) {
        boolean whole = spec.target().equals("whole");
        return new TestResult(
                spec,
                address(),
                START,
                START.plusSeconds(2),
                stopped,
                3,
                whole ? 3 : spec.target().equals("none") ? 0 : 1,
                whole ? 0 : 2,
                1,
                0,
                0,
                whole ? 0 : 1,
                0,
                0,
                0,
                0,
                0,
                OptionalLong.of(666_667),
                1,
                2,
                new TestResult.Rtt(
                        OptionalLong.of(1_234_567),
                        OptionalLong.of(1_234_567),
                        OptionalLong.of(1_234_567),
                        OptionalLong.of(0),
                        Map.of(Percentile.P50, 77L)),
                new TestResult.Ipdv(0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                OptionalLong.empty(),
                OptionalLong.of(0),
                OptionalLong.of(0),
                List.of(),
                whole ? "" : "EMSGSIZE: too big",
                PACKETS);
    }
}
