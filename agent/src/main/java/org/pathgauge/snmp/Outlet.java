package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.pathgauge.model.AgentConfig.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.smi.UdpAddress;

/**
 * The way to one notification target: a bounded queue and a thread of its own, because a name server that does not
 * answer holds up a look-up for many seconds, and the other targets must not wait for it.
 */
final class Outlet<E> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final int QUEUE = 10_000;

    /** Traps are not acknowledged, and a burst of thousands overflows the receiver's socket unseen: 500 a second fit. */
    private static final long PACE_MILLIS = 2;

    /** Sends one event. */
    @FunctionalInterface
    interface Step<E> {
        void send(E event, Target target, UdpAddress address) throws IOException;
    }

    /** Looks up an address. */
    @FunctionalInterface
    interface Resolver {
        InetAddress resolve(String host) throws IOException;
    }

    /** What became of events, over all outlets. */
    record Counts(AtomicLong sent, AtomicLong failed, AtomicLong dropped) {
        Counts() {
            this(new AtomicLong(), new AtomicLong(), new AtomicLong());
        }
    }

    private final Target target;
    private final Resolver resolver;
    private final Step<E> step;
    private final Counts counts;
    private final BlockingQueue<Optional<E>> queue = new ArrayBlockingQueue<>(QUEUE);
    private boolean failing;
    private boolean dropping;

    Outlet(Target target, Resolver resolver, Step<E> step, Counts counts) {
        this.target = target;
        this.resolver = resolver;
        this.step = step;
        this.counts = counts;
    }

    /** Begins to send. */
    void start() {
        // A look-up would pin a virtual thread's carrier, of which a small machine has two.
        Thread.ofPlatform().name("snmp-to-" + target.name()).daemon().start(this::run);
    }

    /** Queues an event; one that finds no room is counted and, the first in a row, logged. */
    void offer(E event) {
        boolean fits = queue.offer(Optional.of(event));
        if (!fits) {
            counts.dropped.incrementAndGet();
            if (!dropping) {
                LOG.warn("SNMP notifications to target {} are dropped: {} wait already", target.name(), QUEUE);
            }
        }
        dropping = !fits;
    }

    private void run() {
        try {
            Optional<E> next = queue.take();
            while (next.isPresent()) {
                send(next.get());
                Thread.sleep(PACE_MILLIS);
                next = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(E event) {
        try {
            step.send(event, target, new UdpAddress(resolver.resolve(target.address()), target.port()));
            counts.sent.incrementAndGet();
            if (failing) {
                failing = false;
                LOG.info("SNMP notifications to target {} are sent again", target.name());
            }
        } catch (IOException | RuntimeException e) {
            counts.failed.incrementAndGet();
            if (!failing) {
                failing = true;
                LOG.warn(
                        "SNMP notifications to target {} ({} port {}) cannot be sent: {}",
                        target.name(),
                        target.address(),
                        target.port(),
                        e.toString());
            }
        }
    }

    /**
     * Ends the thread without waiting for a look-up that it may be in; what is queued is not sent. To interrupt it would
     * close the socket under a message of another target.
     */
    @Override
    public void close() {
        queue.clear();
        queue.offer(Optional.empty());
    }
}
