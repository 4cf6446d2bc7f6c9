package org.pathgauge.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.model.Change;
import org.pathgauge.model.Probe;

/**
 * Keeps what is sent equal to the configured list of probes, changing nothing but the difference.
 *
 * <p>A probe that is configured otherwise than before is measured anew: it gets a zeroed slot and its counters begin
 * again. One whose thresholds alone change goes on undisturbed. Thread-safe.
 */
public final class Prober implements AutoCloseable {
    /** A program on another CPU may still be writing to a slot that was withdrawn a moment ago. */
    private static final long GRACE_NANOS = 1_000_000;

    /** When more probes are given up at once, others take their places, so that the free space stays whole. */
    private static final int MOST_MOVED = 16;

    private static final Duration INTERFACES_AGAIN = Duration.ofSeconds(1);
    private static final long SLOT_NANOS = 10_000_000_000L;
    private static final long MOST_PER_SLOT = AbiLayout.HISTOGRAM_MOST;

    private final SlotMaps maps;
    private final Sender sender;
    private final Resolver resolver;
    private final InterfaceIndexes interfaces;
    private ProbeSlots slots;

    /** When a slot was last withdrawn, by the sender's clock. */
    private long withdrawn;

    private Map<String, ProbeSlot> byName = Map.of();
    private volatile List<ProbeSlot> current = List.of();

    /** A prober with nothing to probe. It closes the sender and the resolver when it is closed. */
    public Prober(ProbeBudget budget, SlotMaps maps, Sender sender, Resolver resolver) {
        this.maps = maps;
        this.sender = sender;
        this.resolver = resolver;
        this.slots = new ProbeSlots(budget);
        this.withdrawn = sender.now() - GRACE_NANOS;
        this.interfaces = new InterfaceIndexes();
        resolver.every(INTERFACES_AGAIN, () -> current.forEach(this::findInterface));
    }

    /** The probes in force, sorted by index; another list object whenever it changed. */
    public List<ProbeSlot> current() {
        return current;
    }

    /**
     * Checks a list of probes against the budgets and works out the difference to the one in force. On a rollback, probes
     * that were stopped begin anew.
     *
     * @param next probes with unique names
     * @param packetsPerSecond budget of probe packets a second
     * @throws ProbingRefusedException when a budget is exceeded; nothing has changed then
     */
    public synchronized Change prepare(List<Probe> next, int packetsPerSecond) throws ProbingRefusedException {
        checkRates(next, packetsPerSecond);
        Map<String, ProbeSlot> after = new HashMap<>();
        Map<ProbeSlot, Probe> renamed = new HashMap<>();
        List<Probe> wanted = new ArrayList<>();
        for (Probe probe : next) {
            ProbeSlot have = byName.get(probe.name());
            if (have != null && measuredAlike(have.probe(), probe)) {
                after.put(probe.name(), have);
                renamed.put(have, probe);
            } else {
                wanted.add(probe);
            }
        }
        List<ProbeSlot> stopped = byName.values().stream()
                .filter(slot -> !renamed.containsKey(slot))
                .toList();
        // Long ranges first, while the free space is whole.
        wanted.sort(Comparator.comparingInt(ProbeSlots::stampsFor).reversed().thenComparingInt(Probe::index));
        Placing placing = stopped.size() > MOST_MOVED ? placed(wanted, stopped, true) : placed(wanted, stopped);
        placing.started().forEach(slot -> after.put(slot.probe().name(), slot));
        return new Difference(after, placing, renamed, stopped);
    }

    /** Where probes will be, and whether some take over a place that is given up by the same change. */
    private record Placing(ProbeSlots allocation, List<ProbeSlot> started, boolean takesOver) {}

    /** Finds places; those that are given up only when there are no others, since they must be waited for. */
    private Placing placed(List<Probe> wanted, List<ProbeSlot> stopped) throws ProbingRefusedException {
        try {
            return placed(wanted, stopped, false);
        } catch (ProbingRefusedException e) {
            return placed(wanted, stopped, true);
        }
    }

    private Placing placed(List<Probe> wanted, List<ProbeSlot> stopped, boolean takeOver)
            throws ProbingRefusedException {
        if (wanted.isEmpty() && stopped.isEmpty()) {
            return new Placing(slots, List.of(), false);
        }
        ProbeSlots allocation = slots.copy();
        if (takeOver) {
            stopped.forEach(slot -> allocation.free(slot.place()));
        }
        List<ProbeSlot> started = new ArrayList<>();
        for (Probe probe : wanted) {
            started.add(new ProbeSlot(probe, probe.enabled() ? allocation.allocate(probe) : ProbeSlot.Place.NONE));
        }
        if (!takeOver) {
            stopped.forEach(slot -> allocation.free(slot.place()));
        }
        return new Placing(allocation, started, takeOver);
    }

    private static void checkRates(List<Probe> probes, int packetsPerSecond) throws ProbingRefusedException {
        double rate = 0;
        for (Probe probe : probes) {
            if (!probe.enabled()) {
                continue;
            }
            long perSlot = SLOT_NANOS / probe.interval().toNanos();
            if (perSlot > MOST_PER_SLOT) {
                throw new ProbingRefusedException(
                        probe.name(),
                        "probe " + probe.name() + " would send " + perSlot
                                + " packets in ten seconds, but its histograms hold " + MOST_PER_SLOT
                                + ": make its interval longer");
            }
            rate += 1e9 / probe.interval().toNanos();
        }
        if (rate > packetsPerSecond) {
            throw new ProbingRefusedException(
                    "",
                    "the probes would send " + Math.ceilDiv((long) Math.ceil(rate * 10), 10)
                            + " packets a second, but the budget packets-per-second is " + packetsPerSecond
                            + ": raise it, or make intervals longer");
        }
    }

    private static boolean measuredAlike(Probe a, Probe b) {
        return a == b || withoutThresholds(a).equals(withoutThresholds(b));
    }

    private static Probe withoutThresholds(Probe p) {
        return new Probe(
                p.index(),
                p.name(),
                p.type(),
                p.port(),
                p.target(),
                p.family(),
                p.enabled(),
                p.interval(),
                p.timeout(),
                p.size(),
                p.dscp(),
                p.ttl(),
                p.sourceInterface(),
                p.sourceAddress(),
                p.samples(),
                List.of());
    }

    /** The difference between the list in force when it was prepared and the next one. */
    private final class Difference implements Change {
        private final Map<String, ProbeSlot> after;
        private final Placing placing;
        private final Map<ProbeSlot, Probe> renamed;
        private final List<ProbeSlot> stopped;
        private final Map<String, ProbeSlot> before = byName;
        private final ProbeSlots allocationBefore = slots;
        private final Map<ProbeSlot, Probe> namesBefore = new HashMap<>();

        private Difference(
                Map<String, ProbeSlot> after, Placing placing, Map<ProbeSlot, Probe> renamed, List<ProbeSlot> stopped) {
            this.after = after;
            this.placing = placing;
            this.renamed = renamed;
            this.stopped = stopped;
            renamed.keySet().forEach(slot -> namesBefore.put(slot, slot.probe()));
        }

        @Override
        public void apply() {
            synchronized (Prober.this) {
                if (byName != before) {
                    throw new IllegalStateException("another change of probes was applied since this was prepared");
                }
                long others = withdrawn;
                stop(stopped);
                renamed.forEach(ProbeSlot::rename);
                if (!placing.started().isEmpty()) {
                    grace(placing.takesOver() ? withdrawn : others);
                }
                start(placing.started());
                enforce(after, placing.allocation());
            }
        }

        @Override
        public void rollback() {
            synchronized (Prober.this) {
                stop(placing.started());
                grace(withdrawn);
                namesBefore.forEach(ProbeSlot::rename);
                Map<String, ProbeSlot> restored = new HashMap<>(before);
                List<ProbeSlot> again = new ArrayList<>();
                for (ProbeSlot slot : stopped) {
                    ProbeSlot anew = new ProbeSlot(slot.probe(), slot.place());
                    restored.put(slot.probe().name(), anew);
                    again.add(anew);
                }
                start(again);
                enforce(restored, allocationBefore);
            }
        }
    }

    private void enforce(Map<String, ProbeSlot> names, ProbeSlots allocation) {
        byName = names;
        slots = allocation;
        current = names.values().stream()
                .sorted(Comparator.comparingInt(slot -> slot.probe().index()))
                .toList();
    }

    private void stop(List<ProbeSlot> retiring) {
        for (ProbeSlot slot : retiring) {
            slot.retire();
            if (slot.slot() >= 0) {
                sender.remove(slot);
                maps.withdraw(slot);
            }
        }
        if (!retiring.isEmpty()) {
            withdrawn = sender.now();
        }
    }

    /** Waits until a slot that was withdrawn at a time may have another probe. */
    private void grace(long since) {
        long left = since + GRACE_NANOS - sender.now();
        if (left > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private void start(List<ProbeSlot> beginning) {
        for (ProbeSlot slot : beginning) {
            if (slot.slot() < 0) {
                continue;
            }
            maps.clear(slot);
            findInterface(slot);
            Optional<InetAddress> literal = Resolver.literal(slot.probe().target());
            if (literal.isPresent()) {
                aim(slot, literal.get());
            } else {
                resolver.watch(slot, this::resolved, this::unresolved);
            }
        }
    }

    private void aim(ProbeSlot slot, InetAddress address) {
        maps.publish(slot, slot.probe(), address);
        sender.add(slot, address);
    }

    private synchronized void resolved(ProbeSlot slot, InetAddress address) {
        if (slot.retired()) {
            return;
        }
        if (slot.address().equals(Optional.of(address))) {
            slot.resolvedAgain();
            return;
        }
        sender.remove(slot);
        maps.withdraw(slot);
        LockSupport.parkNanos(GRACE_NANOS);
        maps.clear(slot);
        aim(slot, address);
    }

    private synchronized void unresolved(ProbeSlot slot, String problem) {
        slot.unresolved(problem);
    }

    private void findInterface(ProbeSlot slot) {
        slot.probe().sourceInterface().ifPresent(name -> slot.sourceIndex(interfaces.of(name)));
    }

    /** The sender, for the agent's health. */
    public Sender sender() {
        return sender;
    }

    @Override
    public synchronized void close() {
        current.forEach(ProbeSlot::retire);
        resolver.close();
        sender.close();
    }
}
