package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.AgentConfig.Target;

/** A target's queue when its name server, or it, is slow. */
class OutletTest {
    private final Outlet.Counts counts = new Outlet.Counts();
    private final BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();

    private Outlet<Integer> outlet(String host, Outlet.Resolver resolver) {
        Target target = new Target(host, host, 162, Optional.empty(), Optional.of("c"));
        Outlet<Integer> outlet = new Outlet<>(target, resolver, (event, to, address) -> sent.add(event), counts);
        outlet.start();
        return outlet;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nameServerThatDoesNotAnswerHoldsUpNoOtherTarget() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        Outlet.Resolver slow = host -> {
            await(answered);
            return InetAddress.getLoopbackAddress();
        };
        try (Outlet<Integer> hanging = outlet("slow", slow);
                Outlet<Integer> well = outlet("well", host -> InetAddress.getLoopbackAddress())) {
            for (int i = 1; i <= 3; i++) {
                hanging.offer(-i);
                well.offer(i);
            }
            for (int i = 1; i <= 3; i++) {
                assertEquals(i, sent.poll(60, TimeUnit.SECONDS));
            }
            answered.countDown();
            assertEquals(
                    List.of(-1, -2, -3),
                    List.of(
                            sent.poll(60, TimeUnit.SECONDS),
                            sent.poll(60, TimeUnit.SECONDS),
                            sent.poll(60, TimeUnit.SECONDS)));
        }
    }

    @Test
    void stormAtSlowTargetIsBoundedAndCounted() {
        CountDownLatch end = new CountDownLatch(1);
        Outlet.Resolver hanging = host -> {
            await(end);
            return InetAddress.getLoopbackAddress();
        };
        try (Outlet<Integer> outlet = outlet("slow", hanging)) {
            for (int i = 0; i < 20_000; i++) {
                outlet.offer(i);
            }
            // One may be on its way already.
            assertEquals(10_000, counts.dropped().get(), 1);
        } finally {
            end.countDown();
        }
    }
}
