package org.pathgauge.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.pathgauge.model.ProbeType;

/**
 * The one thread that sends every probe: it sleeps until the first is due, sends what is due within a millisecond as one
 * batch a family, and sleeps again.
 *
 * <p>A probe that comes a whole interval late (or ten seconds, if that is less), because the thread was held up, is
 * skipped and counted as unsent: catching up with a burst would measure our own queue. Lateness below that is caught up
 * at no more than about twice the nominal rate.
 *
 * <p>Adding, removing and re-aiming probes takes the sender's lock, so that when they return no packet of the old state
 * can follow.
 */
public final class Sender implements AutoCloseable {
    private static final long BATCH_NANOS = 1_000_000;
    private static final long LATEST_NANOS = 10_000_000_000L;
    private static final long CATCH_UP_NANOS = 25_000_000;
    private static final int LEAST_QUOTA = 16;
    private static final long IDLE_NANOS = 100_000_000;
    private static final long SLOT_NANOS = 10_000_000_000L;
    private static final long SOURCE_NANOS = 10_000_000_000L;
    private static final int NICENESS = -15;
    private static final double GOLDEN = 0.618_033_988_749_894_9;

    /** Sends prepared messages; replaced in tests. */
    interface Wire extends AutoCloseable {
        /**
         * Sends messages of a batch from one on.
         *
         * @return how many were accepted, or minus the error number when not even the first was
         */
        int send(PacketBatch batch, int from);

        /**
         * Finds the IPv4 address that the host sends to a target from.
         *
         * @param sourceIndex index of the interface to send through, 0 for the routing table's choice
         * @param into receives the four address bytes
         * @return 0 or an error number
         */
        int source(byte[] target, int sourceIndex, byte[] into);

        @Override
        void close();
    }

    /** What becomes of a refused packet of a batch. */
    @FunctionalInterface
    private interface Refused {
        void take(ProbeSlot slot, int sequence, int errno);
    }

    private final LongSupplier nanoTime;
    private final LongSupplier wallOffset;
    private final Wire wire;
    private final PacketBatch echo4;
    private final PacketBatch echo6;
    private final PacketBatch syn4;
    private final PacketBatch syn6;
    private final int[] nextSequence;
    private final Schedule schedule = new Schedule();
    private final Thread thread = new Thread(this::run, "pathgauge-sender");
    private double packetsPerNano;
    private long lastPass;
    private long delayMax;
    private long packetsSent;
    private long errors;
    private volatile boolean closed;

    Sender(int maxProbes, PacketMarks marks, Wire wire, LongSupplier nanoTime, LongSupplier wallOffset) {
        this.nanoTime = nanoTime;
        this.wallOffset = wallOffset;
        this.wire = wire;
        this.echo4 = PacketBatch.echo(false, marks);
        this.echo6 = PacketBatch.echo(true, marks);
        this.syn4 = PacketBatch.syn(false, marks);
        this.syn6 = PacketBatch.syn(true, marks);
        this.nextSequence = new int[maxProbes];
        thread.setDaemon(true);
    }

    /**
     * Opens the raw sockets and starts the thread.
     *
     * @param maxProbes kernel slots
     * @param marks what makes packets known as ours
     * @param nanoTime the kernel's monotonic clock
     * @param wallOffset wall clock minus monotonic clock, ns, as the kernel programs use it
     * @throws IOException when the kernel refuses a raw socket; the message says what is missing
     */
    public static Sender start(int maxProbes, PacketMarks marks, LongSupplier nanoTime, LongSupplier wallOffset)
            throws IOException {
        Sender sender = new Sender(maxProbes, marks, SocketWire.open(), nanoTime, wallOffset);
        sender.thread.start();
        return sender;
    }

    /** Starts sending a probe to an address, spread over the interval with the others. */
    synchronized void add(ProbeSlot slot, InetAddress address) {
        long interval = slot.intervalNanos();
        // Counters first: whoever sees the new generation sees them at zero.
        slot.counts().restart(nextSequence[slot.slot()] + 1);
        slot.aim(address);
        // Multiples of the golden ratio fall evenly into the interval however many there are.
        double spread = slot.slot() * GOLDEN;
        long offset = (long) ((spread - Math.floor(spread)) * interval);
        long due = nanoTime.getAsLong() + offset;
        boolean sooner = due < schedule.firstDue();
        schedule.add(slot, due);
        packetsPerNano += 1.0 / interval;
        if (sooner) {
            LockSupport.unpark(thread);
        }
    }

    /** The kernel's monotonic clock. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Stops sending a probe; does nothing when it is not being sent. */
    synchronized void remove(ProbeSlot slot) {
        int before = schedule.size();
        schedule.remove(slot);
        if (schedule.size() < before) {
            packetsPerNano -= 1.0 / slot.intervalNanos();
        }
    }

    /** The sequence number of the next packet of a probe. */
    synchronized int nextSequence(ProbeSlot slot) {
        return nextSequence[slot.slot()] + 1;
    }

    /**
     * Sends packets of a probe that is aimed but not scheduled, at once and with consecutive sequence numbers. A refused
     * packet keeps its number, so that the caller knows what became of each.
     *
     * @param count at most {@value PacketBatch#CAPACITY}, so that scheduled probes wait for no more than that
     */
    synchronized List<TestPlace.Refusal> sendNow(ProbeSlot slot, int count) {
        List<TestPlace.Refusal> refused = new ArrayList<>();
        if (closed) {
            return refused;
        }
        Refused refusal = (s, sequence, errno) -> {
            errors++;
            refused.add(new TestPlace.Refusal(sequence, SendErrors.describe(errno, s.probe())));
        };
        for (int i = 0; i < count; i++) {
            int sequence = ++nextSequence[slot.slot()];
            int error = batch(slot, sequence);
            if (error != 0) {
                refusal.take(slot, sequence, error);
            }
        }
        flush(refusal);
        return refused;
    }

    /** Packets accepted by the kernel since start. */
    public synchronized long packetsSent() {
        return packetsSent;
    }

    /** Packets that the kernel refused since start. */
    public synchronized long errors() {
        return errors;
    }

    /** How late the latest packet was since this was last asked, ns. */
    public synchronized long takeDelayMax() {
        long max = delayMax;
        delayMax = 0;
        return max;
    }

    private void run() {
        // On Linux this is the calling thread's own niceness. Without CAP_SYS_NICE it stays as it was, and a busy host
        // delays probes more; what is late is counted either way.
        Libc.setpriority(Libc.PRIO_PROCESS, 0, NICENESS);
        while (!closed) {
            long wait = sendDue();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            }
        }
    }

    /** Sends what is due and returns how long to sleep, ns. */
    synchronized long sendDue() {
        if (closed) {
            return IDLE_NANOS;
        }
        long now = nanoTime.getAsLong();
        if (schedule.firstDue() - now > BATCH_NANOS) {
            return pause(now, 0);
        }
        // By elapsed time and not by pass: on a busy host passes come late, and the rate must hold all the same.
        long elapsed = Math.clamp(now - lastPass, BATCH_NANOS, CATCH_UP_NANOS);
        lastPass = now;
        int quota = (int) Math.max(LEAST_QUOTA, 2 * packetsPerNano * elapsed);
        int taken = 0;
        while (taken < quota && schedule.firstDue() - now <= BATCH_NANOS) {
            taken += take(schedule.first(), schedule.firstDue(), now) ? 1 : 0;
            if (echo4.full() || echo6.full() || syn4.full() || syn6.full()) {
                flush(this::refused);
            }
        }
        flush(this::refused);
        return pause(nanoTime.getAsLong(), taken < quota ? 0 : BATCH_NANOS);
    }

    /** Counts packets that were due while the thread was held up, each in the slot of time it was due in. */
    private void skip(ProbeSlot slot, long due, long missed) {
        long interval = slot.intervalNanos();
        long at = due;
        for (long left = missed; left > 0; ) {
            long number = slotNumber(at);
            long slotEnd = (number + 1) * SLOT_NANOS - wallOffset.getAsLong();
            long here = Math.min(left, Math.ceilDiv(slotEnd - at, interval));
            slot.counts().unsent(number, (int) here, "");
            left -= here;
            at += here * interval;
        }
    }

    private void flush(Refused refused) {
        flush(echo4, refused);
        flush(echo6, refused);
        flush(syn4, refused);
        flush(syn6, refused);
    }

    private long pause(long now, long least) {
        long due = schedule.firstDue();
        return due == Long.MAX_VALUE ? IDLE_NANOS : Math.clamp(due - now, least, IDLE_NANOS);
    }

    /** Puts the packet that is due into a batch, or skips it; returns whether it is in a batch. */
    private boolean take(ProbeSlot slot, long due, long now) {
        long interval = slot.intervalNanos();
        long late = now - due;
        if (late > Math.min(interval, LATEST_NANOS)) {
            long missed = late / interval + 1;
            delayMax = Math.max(delayMax, late);
            skip(slot, due, missed);
            schedule.postponeFirst(due + missed * interval);
            return false;
        }
        delayMax = Math.max(delayMax, late);
        schedule.postponeFirst(due + interval);
        int error = batch(slot, nextSequence[slot.slot()] + 1);
        if (error != 0) {
            fail(slot, error, now);
            return false;
        }
        nextSequence[slot.slot()]++;
        return true;
    }

    /** Puts a packet into the batch of its kind; returns an error number when it cannot be made. */
    private int batch(ProbeSlot slot, int sequence) {
        if (slot.sourceIndex() < 0) {
            return SendErrors.ENODEV;
        }
        ProbeSlot.Aim aim = slot.aim();
        boolean v4 = aim.target().length == 4;
        PacketBatch batch = slot.probe().type() == ProbeType.TCP_SYN ? v4 ? syn4 : syn6 : v4 ? echo4 : echo6;
        byte[] source = slot.source();
        if (source.length == 0 && batch.needsSource()) {
            int error = findSource(slot, aim.target());
            if (error != 0) {
                return error;
            }
            source = slot.routeSource();
        }
        batch.add(slot, sequence, aim.address().orElseThrow(), aim.target(), slot.sourceIndex(), source);
        return 0;
    }

    /** Asks for the source address again now and then: routes change. */
    private int findSource(ProbeSlot slot, byte[] target) {
        long now = nanoTime.getAsLong();
        if (slot.knowsRouteSource(target, now)) {
            return 0;
        }
        byte[] found = new byte[target.length];
        int error = wire.source(target, slot.sourceIndex(), found);
        if (error == 0) {
            slot.routeSource(found, target, now + SOURCE_NANOS);
        }
        return error;
    }

    private void flush(PacketBatch batch, Refused refused) {
        int from = 0;
        while (from < batch.size()) {
            int sent = wire.send(batch, from);
            for (int i = from; i < from + sent; i++) {
                ProbeSlot slot = batch.slot(i);
                slot.counts().handedOver(batch.sequence(i));
                packetsSent++;
            }
            if (sent > 0) {
                from += sent;
            } else if (sent == -SendErrors.ENOBUFS) {
                // Only IPv6 tells. Queue discipline or driver dropped it behind the egress program, so it is stamped,
                // and lost. If it did not come as far, the collector finds that it was never stamped.
                batch.slot(from).counts().handedOver(batch.sequence(from));
                packetsSent++;
                from++;
            } else if (sent != -SendErrors.EINTR) {
                // The source address may have gone: then the kernel refuses to send from it.
                batch.slot(from).forgetRouteSource();
                refused.take(batch.slot(from), batch.sequence(from), -sent);
                from++;
            }
        }
        batch.clear();
    }

    private void refused(ProbeSlot slot, int sequence, int errno) {
        // Nothing left the host, so the number is free again; a gap would look like a packet never stamped.
        nextSequence[slot.slot()]--;
        fail(slot, errno, nanoTime.getAsLong());
    }

    private void fail(ProbeSlot slot, int errno, long now) {
        errors++;
        slot.counts().unsent(slotNumber(now), 1, SendErrors.describe(errno, slot.probe()));
    }

    private long slotNumber(long monotonic) {
        return Math.floorDiv(monotonic + wallOffset.getAsLong(), SLOT_NANOS);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            wire.close();
        }
    }
}
