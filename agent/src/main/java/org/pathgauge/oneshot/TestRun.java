package org.pathgauge.oneshot;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.StatsLayout;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSpec;
import org.pathgauge.oneshot.PacketLog.Fate;
import org.pathgauge.probe.TestPlace;

/**
 * One one-shot test from its first packet to its result, on a thread of its own.
 *
 * <p>Of a burst the first packet goes ahead, and the others follow as soon as it is stamped: the kernel keeps only a few
 * packets while it asks for a neighbour's address and would drop the rest.
 */
final class TestRun implements TestRunner.Running, Runnable {
    private static final long BRISK_NANOS = 1_000_000;
    private static final long CALM_NANOS = 5_000_000;
    private static final long IDLE_NANOS = 500_000_000;
    private static final long BRISK_FOR_NANOS = 100_000_000;

    private final TestPlace place;
    private final TestSpec spec;
    private final Surroundings around;
    private final TestRunner.Observer observer;
    private final PacketLog log;
    private final CompletableFuture<TestResult> result = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean closing;
    private StampJudge judge;
    private int first;
    private long nextDue;
    private long lastSend;
    private String problem = "";

    TestRun(TestPlace place, Surroundings around, TestRunner.Observer observer) {
        this.place = place;
        this.spec = place.spec();
        this.around = around;
        this.observer = observer;
        this.log = new PacketLog(spec.count());
        this.thread = Thread.ofPlatform().daemon().name("pathgauge-test").unstarted(this);
    }

    void begin() {
        thread.start();
    }

    @Override
    public CompletableFuture<TestResult> result() {
        return result;
    }

    @Override
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Ends the test without a result and waits until it has left the kernel. */
    void abandon() throws InterruptedException {
        closing = true;
        thread.interrupt();
        thread.join();
    }

    @Override
    public void run() {
        TestResult made;
        try (place) {
            InetAddress address = place.aim();
            observer.began(address);
            made = measure(address);
        } catch (TestException e) {
            result.completeExceptionally(e);
            return;
        } catch (InterruptedException e) {
            result.completeExceptionally(stopping());
            return;
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
            return;
        }
        if (closing) {
            result.completeExceptionally(stopping());
        } else {
            result.complete(made);
        }
    }

    static TestException stopping() {
        return new TestException(TestException.Reason.STOPPING, "the agent stops");
    }

    private TestResult measure(InetAddress address) {
        try (ArrayWindow stamps = around.stamps()) {
            return measure(address, stamps);
        }
    }

    private TestResult measure(InetAddress address, ArrayWindow stamps) {
        first = place.nextSequence();
        judge = new StampJudge(stamps, around.stats(), place, log, first, this::decided);
        long start = around.now();
        nextDue = start;
        while (!stopped && !closing) {
            long now = around.now();
            judge.judge(now);
            send(now);
            if (log.handed() == log.size() && log.waiting() == 0) {
                break;
            }
            pause();
        }
        return finish(address, start);
    }

    private void decided(int packet) {
        if (log.fate(packet) == Fate.UNSENT) {
            unsent(packet, neverStamped());
        } else {
            observer.decided(log.result(packet, around::wallClock));
        }
    }

    private void unsent(int packet, String why) {
        problem = why;
        observer.unsent(packet + 1L, why);
    }

    private String neverStamped() {
        return problem.isEmpty()
                ? around.whyNotStamped(place.address().orElseThrow(), spec.sourceInterface())
                : problem;
    }

    private void send(long now) {
        if (spec.burst()) {
            sendBurst(now);
        } else if (log.handed() < log.size() && nextDue - now <= 0) {
            int overwritten = log.handed() - place.stamps();
            if (overwritten >= 0) {
                judge.giveUp(overwritten);
            }
            handOver(1, now);
            long spacing = spec.spacing().orElseThrow().toNanos();
            // What is late is caught up at no more than twice the rate: a burst would measure our own queue.
            nextDue = Math.max(nextDue + spacing, now + spacing / 2);
        }
    }

    private void sendBurst(long now) {
        if (log.handed() == 0) {
            handOver(1, now);
        }
        if (log.handed() != 1 || log.size() == 1) {
            return;
        }
        if (log.fate(0) == Fate.UNSENT) {
            // The others would fare no better.
            log.handOver(log.size() - 1, now);
            for (int i = 1; i < log.size(); i++) {
                log.decide(i, Fate.UNSENT, now, 0);
                unsent(i, problem);
            }
        } else if (judge.stamped(0)) {
            while (log.handed() < log.size() && !stopped && !closing) {
                handOver(Math.min(TestPlace.MOST_AT_ONCE, log.size() - log.handed()), around.now());
            }
        }
    }

    private void handOver(int count, long now) {
        lastSend = now;
        log.handOver(count, now);
        for (TestPlace.Refusal refusal : place.send(count)) {
            int packet = refusal.sequence() - first;
            log.decide(packet, Fate.UNSENT, now, 0);
            unsent(packet, refusal.why());
        }
    }

    private void pause() {
        long now = around.now();
        long wait = log.waiting() == 0 ? IDLE_NANOS : now - lastSend < BRISK_FOR_NANOS ? BRISK_NANOS : CALM_NANOS;
        if (!spec.burst() && log.handed() < log.size()) {
            wait = Math.min(wait, nextDue - now);
        }
        if (wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
    }

    private TestResult finish(InetAddress address, long start) {
        // The collector clears away errors of slots that are not in use.
        List<IcmpError> errors = around.takeIcmpErrors(place.slot());
        place.withdraw();
        long end = around.now();
        judge.judge(end);
        int undecided = 0;
        for (int i = 0; i < log.handed(); i++) {
            if (log.fate(i) == Fate.WAITING && judge.stamped(i)) {
                undecided++;
            }
        }
        // Handed over, and not stamped until the test was stopped.
        int unsent = log.count(Fate.UNSENT) + log.waiting() - undecided;
        return Results.of(
                spec,
                address,
                log,
                around,
                new Results.Outside(
                        start,
                        end,
                        log.handed() < log.size() || undecided > 0,
                        stat(StatsLayout.LATE),
                        stat(StatsLayout.DUPLICATES),
                        stat(StatsLayout.CORRUPT),
                        stat(StatsLayout.FORGED),
                        stat(StatsLayout.STALE),
                        stat(StatsLayout.REFUSED),
                        unsent,
                        undecided,
                        errors,
                        problem));
    }

    private long stat(int offset) {
        MappedArray stats = around.stats();
        return stats.getLong(place.slot(), offset);
    }
}
