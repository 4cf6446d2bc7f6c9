package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResolverTest {
    /** Behind a silent name server, a source interface that was made anew was not found for minutes. */
    @Test
    void silentNameServersHoldUpNoRegularTask() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Resolver.Lookup silent = name -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(name);
        };
        CountDownLatch ran = new CountDownLatch(3);
        try (Resolver resolver = new Resolver(silent, Duration.ofSeconds(60))) {
            for (int i = 0; i < 50; i++) {
                ProbeSlot slot = new ProbeSlot(probe(i + 1, "nowhere.test").build(), ProbeSlot.Place.NONE);
                resolver.watch(slot, (s, address) -> {}, (s, problem) -> {});
            }
            resolver.every(Duration.ofMillis(10), ran::countDown);
            assertTrue(ran.await(30, TimeUnit.SECONDS), "waits for a name server");
            answer.countDown();
        }
    }
}
