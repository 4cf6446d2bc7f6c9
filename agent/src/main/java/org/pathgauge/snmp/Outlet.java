package org.pathgauge.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.pathgauge.model.AgentConfig.Target;
import org.pathgauge.model.SnmpTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.smi.UdpAddress;

/**
 * The way to one notification target: a bounded queue and a thread of its own, because a name server that does not
 * answer, or a receiver that does not acknowledge, holds up many seconds, and the other targets must not wait for it.
 */
final class Outlet implements AutoCloseable {
    /** How many wait at most. */
    static final int CAPACITY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final long MILLIS = 1000;

    /** Sends one notification, and waits for its acknowledgement if it needs one. */
    @FunctionalInterface
    interface Step {
        /**
         * Sends.
         *
         * @return how often it was sent again
         * @throws IOException if it cannot be sent or is not acknowledged
         */
        int send(Notified notified, Target target, UdpAddress address) throws IOException;
    }

    /** Looks up an address. */
    @FunctionalInterface
    interface Resolver {
        InetAddress resolve(String host) throws IOException;
    }

    private final Resolver resolver;
    private final Step step;
    private final BiConsumer<String, Notified> undelivered;
    private final TargetQueue queue = new TargetQueue(CAPACITY);
    private final DropLog dropLog;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong filtered = new AtomicLong();
    private final AtomicLong damped = new AtomicLong();
    private volatile Target target;
    private volatile NotifyFilter filter;
    private volatile SnmpTarget.State state = SnmpTarget.State.UNUSED;
    private volatile String lastError = "";
    private volatile boolean closed;

    /**
     * Makes an outlet.
     *
     * @param undelivered is given the name of the target and what could not be delivered to it
     * @param nanos monotonic time
     */
    Outlet(Target target, Resolver resolver, Step step, BiConsumer<String, Notified> undelivered, LongSupplier nanos) {
        this.target = target;
        this.filter = NotifyFilter.of(target.filter());
        this.resolver = resolver;
        this.step = step;
        this.undelivered = undelivered;
        this.dropLog = new DropLog("target " + target.name(), CAPACITY, nanos);
    }

    /** Begins to send. */
    void start() {
        // A look-up would pin a virtual thread's carrier, of which a small machine has two.
        Thread.ofPlatform().name("snmp-to-" + target.name()).daemon().start(this::run);
    }

    /** Sends otherwise from now on; what waits is kept. */
    void change(Target newTarget) {
        target = newTarget;
        filter = NotifyFilter.of(newTarget.filter());
    }

    Target target() {
        return target;
    }

    /** Queues a notification unless it is filtered out; one that finds no room is counted, and a spell of them logged. */
    void offer(Notified notified, boolean mayBeTold) {
        if (!mayBeTold || !filter.takes(notified)) {
            filtered.incrementAndGet();
            return;
        }
        TargetQueue.Offer offer = queue.offer(notified);
        damped.addAndGet(offer.damped());
        if (!offer.fits()) {
            dropped.incrementAndGet();
            undelivered.accept(target.name(), notified);
            dropLog.dropped();
        }
    }

    /** Looks once a tick whether a spell of dropping is over. */
    void tick() {
        dropLog.tick();
    }

    private void run() {
        try {
            for (var next = queue.take(); next.isPresent(); next = queue.take()) {
                send(next.get(), target);
                Thread.sleep(Math.max(1, MILLIS / target.delivery().rate()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Notified notified, Target to) {
        try {
            UdpAddress address = new UdpAddress(resolver.resolve(to.address()), to.port());
            sent.incrementAndGet();
            retried.addAndGet(step.send(notified, to, address));
            if (to.delivery().inform()) {
                acknowledged.incrementAndGet();
            }
            if (state == SnmpTarget.State.FAILING) {
                LOG.info("SNMP notifications to target {} are delivered again", to.name());
            }
            state = SnmpTarget.State.DELIVERING;
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                failed(notified, to, e);
            }
        }
    }

    private void failed(Notified notified, Target to, Exception why) {
        failed.incrementAndGet();
        retried.addAndGet(why instanceof NotAcknowledgedException late ? late.retries() : 0);
        lastError = why instanceof NotAcknowledgedException ? why.getMessage() : why.toString();
        undelivered.accept(to.name(), notified);
        if (state != SnmpTarget.State.FAILING) {
            state = SnmpTarget.State.FAILING;
            LOG.warn(
                    "SNMP notifications to target {} ({} port {}) are not delivered: {}",
                    to.name(),
                    to.address(),
                    to.port(),
                    lastError);
        }
    }

    /** How it goes. */
    SnmpTarget state() {
        return new SnmpTarget(
                target.name(),
                state,
                queue.size(),
                sent.get(),
                acknowledged.get(),
                retried.get(),
                failed.get(),
                dropped.get(),
                filtered.get(),
                damped.get(),
                lastError);
    }

    /**
     * Ends the thread without waiting for a look-up that it may be in; what is queued is not sent. To interrupt it would
     * close the socket under a message of another target.
     */
    @Override
    public void close() {
        closed = true;
        queue.close();
        dropLog.close();
    }
}
