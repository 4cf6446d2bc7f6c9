package org.pathgauge.probe;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.pathgauge.model.Probe;

/**
 * Turns configured targets into addresses, off every other thread, and again every minute.
 *
 * <p>An address that a name still resolves to is kept, even when another one is listed first, so that round-robin DNS
 * does not make a probe wander.
 */
public final class Resolver implements AutoCloseable {
    /** How often a name is resolved again. */
    public static final Duration AGAIN = Duration.ofSeconds(60);

    /** How soon a name that did not resolve is tried again. */
    static final Duration RETRY = Duration.ofSeconds(5);

    /** A look-up may block for seconds when a server is silent; a few may, before others wait. */
    private static final int THREADS = 4;

    /** A look-up of all addresses of a name. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] all(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final Duration again;
    private final ScheduledExecutorService executor;
    private final ScheduledExecutorService regular;

    /** A resolver over the system's own look-up. */
    public Resolver() {
        this(InetAddress::getAllByName, AGAIN);
    }

    /**
     * @param lookup finds the addresses of a name
     * @param again how often a name is resolved again
     */
    public Resolver(Lookup lookup, Duration again) {
        this.lookup = lookup;
        this.again = again;
        this.executor = Executors.newScheduledThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("pathgauge-resolver").factory());
        this.regular = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("pathgauge-interfaces").factory());
    }

    /** The address that a target is literally; empty for a host name. */
    static Optional<InetAddress> literal(String target) {
        boolean four = target.chars().allMatch(c -> c == '.' || Character.digit(c, 10) >= 0)
                && target.chars().filter(c -> c == '.').count() == 3;
        boolean six = target.indexOf(':') >= 0;
        if (!four && !six) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(target));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Resolves a probe's host name now and from then on, until {@code wanted} says no.
     *
     * @param found called on a thread of the resolver, each time there is an address
     * @param failed called on a thread of the resolver with the reason, each time there is no address
     */
    void watch(ProbeSlot slot, BiConsumer<ProbeSlot, InetAddress> found, BiConsumer<ProbeSlot, String> failed) {
        executor.execute(() -> resolve(slot, found, failed));
    }

    /**
     * Finds an address of a target once, on a thread of the resolver; a literal at once.
     *
     * @return completes exceptionally with an {@link UnknownHostException} that says how to mend it
     */
    CompletableFuture<InetAddress> once(String target, Probe.AddressFamily family, Optional<InetAddress> source) {
        Callable<InetAddress> found = () -> {
            Optional<InetAddress> literal = literal(target);
            InetAddress[] all = literal.isPresent() ? new InetAddress[] {literal.get()} : lookup(target);
            return fitting(family, source, all).stream()
                    .findFirst()
                    .orElseThrow(() -> new UnknownHostException(
                            target + " has no address of the family that is asked for, or of the source address:"
                                    + " leave them out, or name another target"));
        };
        CompletableFuture<InetAddress> answer = new CompletableFuture<>();
        Runnable ask = () -> {
            try {
                answer.complete(found.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        };
        if (literal(target).isPresent()) {
            ask.run();
        } else {
            try {
                executor.execute(ask);
            } catch (RejectedExecutionException e) {
                answer.completeExceptionally(new UnknownHostException(target + " is not looked up: the agent stops"));
            }
        }
        return answer;
    }

    private InetAddress[] lookup(String name) throws UnknownHostException {
        try {
            return lookup.all(name);
        } catch (UnknownHostException e) {
            throw new UnknownHostException(
                    name + " does not resolve: check the name and the host's resolver configuration");
        }
    }

    /** Runs a task again and again, on a thread that waits for no look-up. */
    void every(Duration period, Runnable task) {
        regular.scheduleWithFixedDelay(task, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void resolve(
            ProbeSlot slot, BiConsumer<ProbeSlot, InetAddress> found, BiConsumer<ProbeSlot, String> failed) {
        if (slot.retired()) {
            return;
        }
        Duration next = again;
        try {
            List<InetAddress> fit = fitting(
                    slot.probe().family(),
                    slot.probe().sourceAddress(),
                    lookup.all(slot.probe().target()));
            if (fit.isEmpty()) {
                next = RETRY;
                failed.accept(
                        slot,
                        slot.probe().target() + " has no address of family "
                                + slot.probe().family().name().toLowerCase(java.util.Locale.ROOT)
                                + ": change the probe's family or its target");
            } else if (slot.address().isEmpty() || !fit.contains(slot.address().get())) {
                found.accept(slot, fit.getFirst());
            } else {
                found.accept(slot, slot.address().get());
            }
        } catch (UnknownHostException e) {
            next = RETRY;
            failed.accept(
                    slot,
                    slot.probe().target() + " does not resolve: check the name and the host's resolver configuration");
        }
        executor.schedule(() -> resolve(slot, found, failed), next.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static List<InetAddress> fitting(
            Probe.AddressFamily family, Optional<InetAddress> source, InetAddress[] addresses) {
        return Arrays.stream(addresses)
                .filter(a -> switch (family) {
                    case ANY -> true;
                    case IPV4 -> a instanceof Inet4Address;
                    case IPV6 -> a instanceof Inet6Address;
                })
                .filter(a -> source.isEmpty() || source.get().getClass() == a.getClass())
                .toList();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        regular.shutdownNow();
    }
}
