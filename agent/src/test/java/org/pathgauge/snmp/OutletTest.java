package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.AgentConfig.Target;
import org.pathgauge.model.Severity;
import org.pathgauge.snmp.mib.Notification;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;

/** A target's queue when its name server, or it, is slow. */
class OutletTest {
    private final BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
    private final List<Notified> undelivered = Collections.synchronizedList(new ArrayList<>());

    private static Notified notified(int number) {
        return new Notified(
                new Notification(new OID("1.3." + number), List.of(), Severity.MAJOR),
                new TimeTicks(number),
                Instant.EPOCH,
                Optional.empty());
    }

    private static int number(Notified notified) {
        return notified.notification().type().last();
    }

    private Outlet outlet(String host, Outlet.Resolver resolver) {
        Target target = new Target(host, host, 162, Optional.empty(), Optional.of("c"));
        Outlet.Step step = (event, to, address) -> {
            sent.add(number(event));
            return 0;
        };
        Outlet outlet = new Outlet(target, resolver, step, (name, event) -> undelivered.add(event), () -> 0);
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
        try (Outlet hanging = outlet("slow", slow);
                Outlet well = outlet("well", host -> InetAddress.getLoopbackAddress())) {
            for (int i = 1; i <= 3; i++) {
                hanging.offer(notified(i + 10), true);
                well.offer(notified(i), true);
            }
            for (int i = 1; i <= 3; i++) {
                assertEquals(i, sent.poll(60, TimeUnit.SECONDS));
            }
            answered.countDown();
            assertEquals(
                    List.of(11, 12, 13),
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
        try (Outlet outlet = outlet("slow", hanging)) {
            for (int i = 0; i < 20_000; i++) {
                outlet.offer(notified(i), true);
            }
            // One may be on its way already.
            assertEquals(10_000, outlet.state().dropped(), 1);
            assertEquals(outlet.state().dropped(), undelivered.size(), "what is dropped is logged");
            assertEquals(10_000, outlet.state().queued());
        } finally {
            end.countDown();
        }
    }
}
