package org.pathgauge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangupTest {
    @Test
    void aBurstOfSignalsCausesOneMoreStepAndNoneIsLost() throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Hangup hangup = new Hangup(() -> {
            steps.incrementAndGet();
            began.countDown();
            await(go);
        });
        List<Thread> signals = new ArrayList<>();
        signals.add(Thread.ofPlatform().start(hangup));
        assertTrue(began.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < 100; i++) {
            signals.add(Thread.ofPlatform().start(hangup));
        }
        // All but the two that run and wait end without a step.
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (signals.stream().filter(Thread::isAlive).count() > 2) {
            assertTrue(System.nanoTime() < deadline, "signals wait for a step of their own");
            Thread.onSpinWait();
        }
        go.countDown();
        for (Thread signal : signals) {
            signal.join(10_000);
        }
        assertEquals(2, steps.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
