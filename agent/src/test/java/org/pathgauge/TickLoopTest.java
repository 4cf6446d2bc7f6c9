package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TickLoopTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aLateStepIsNotMadeGood() {
        assertEquals(SECOND, TickLoop.next(0, 0));
        assertEquals(SECOND, TickLoop.next(0, SECOND - 1));
        assertEquals(2 * SECOND, TickLoop.next(0, SECOND));
        assertEquals(8 * SECOND, TickLoop.next(0, 7 * SECOND + 5));
        assertEquals(5 * SECOND, TickLoop.next(4 * SECOND, 3 * SECOND), "a clock that lags");
    }

    @Test
    void goesOnAfterAFailedStep() throws InterruptedException {
        AtomicLong time = new AtomicLong();
        CountDownLatch twice = new CountDownLatch(2);
        TickLoop loop = new TickLoop(
                () -> {
                    time.addAndGet(SECOND - 1);
                    twice.countDown();
                    throw new IllegalStateException("of the test");
                },
                time::get);
        try (loop) {
            assertTrue(twice.await(30, TimeUnit.SECONDS));
        }
    }
}
