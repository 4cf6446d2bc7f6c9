package org.pathgauge.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestSpec;

/**
 * One one-shot test's place in the kernel maps, and the sending from there.
 *
 * <p>{@link #aim}, then {@link #send} as often as wanted, {@link #withdraw}, {@link #close}. For one thread.
 */
public final class TestPlace implements AutoCloseable {
    /** How many packets {@link #send} takes at once. */
    public static final int MOST_AT_ONCE = PacketBatch.CAPACITY;

    /** A look-up is given up after this time; resolvers themselves often take longer. */
    private static final long LOOKUP_SECONDS = 5;

    private static final long GRACE_NANOS = 1_000_000;

    /**
     * A packet that could not be sent.
     *
     * @param sequence its number on the wire
     * @param why one sentence
     */
    public record Refusal(int sequence, String why) {}

    private final TestSpec spec;
    private final ProbeSlot slot;
    private final SlotMaps maps;
    private final Sender sender;
    private final Resolver resolver;
    private final BiConsumer<TestPlace, ProbeSlot.Place> free;
    private boolean published;

    TestPlace(
            TestSpec spec,
            ProbeSlot slot,
            SlotMaps maps,
            Sender sender,
            Resolver resolver,
            BiConsumer<TestPlace, ProbeSlot.Place> free) {
        this.spec = spec;
        this.slot = slot;
        this.maps = maps;
        this.sender = sender;
        this.resolver = resolver;
        this.free = free;
    }

    public TestSpec spec() {
        return spec;
    }

    /** Index into pg_probes and pg_stats. */
    public int slot() {
        return slot.slot();
    }

    public int stampBase() {
        return slot.stampBase();
    }

    /** Number of stamps, a power of two. */
    public int stamps() {
        return slot.stamps();
    }

    /** The address that is aimed at; empty before. */
    public Optional<InetAddress> address() {
        return slot.address();
    }

    /** Sequence number of the next packet. */
    public int nextSequence() {
        return sender.nextSequence(slot);
    }

    /**
     * Finds the target's address and makes the kernel match its packets.
     *
     * @throws TestException when there is none within five seconds
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    public InetAddress aim() throws TestException, InterruptedException {
        InetAddress address = resolve();
        maps.clear(slot);
        spec.sourceInterface().ifPresent(name -> slot.sourceIndex(new InterfaceIndexes().of(name)));
        maps.publish(slot, slot.probe(), address);
        published = true;
        slot.aim(address);
        return address;
    }

    private InetAddress resolve() throws TestException, InterruptedException {
        CompletableFuture<InetAddress> answer = resolver.once(spec.target(), spec.family(), spec.sourceAddress());
        try {
            return answer.get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw new TestException(TestException.Reason.UNRESOLVED, unknown.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new TestException(
                    TestException.Reason.UNRESOLVED,
                    spec.target() + " was not resolved within " + LOOKUP_SECONDS
                            + " s: check the host's resolver configuration, or name an address");
        }
    }

    /**
     * Sends packets at once, with consecutive sequence numbers.
     *
     * @param count at most {@link #MOST_AT_ONCE}
     * @return those that the kernel refused; they keep their numbers
     */
    public List<Refusal> send(int count) {
        return sender.sendNow(slot, count);
    }

    /** Makes the kernel ignore the test's packets; when this returns nothing changes its counters any more. */
    public void withdraw() {
        if (published) {
            published = false;
            maps.withdraw(slot);
            LockSupport.parkNanos(GRACE_NANOS);
        }
    }

    /** Gives the place back. */
    @Override
    public void close() {
        withdraw();
        free.accept(this, slot.place());
    }
}
