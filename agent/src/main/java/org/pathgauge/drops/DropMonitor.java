package org.pathgauge.drops;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.pathgauge.bpf.DropPrograms;
import org.pathgauge.model.Change;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.TrafficConfig;

/**
 * Watches drops while it is switched on.
 *
 * <p>Nothing of it is loaded or open while it is off. Thread-safe.
 */
public final class DropMonitor implements AutoCloseable {
    private final Clock clock;
    private final LongSupplier nanos;
    private final Function<DropPrograms.Setup, DropPrograms> loader;
    private TrafficConfig.Drops wanted = TrafficConfig.OFF.drops();
    private Optional<DropWatch> watch = Optional.empty();

    /**
     * A monitor that is off.
     *
     * @param clock wall clock, whose slots of ten seconds make the windows
     * @param nanos monotonic time, ns
     */
    public DropMonitor(Clock clock, LongSupplier nanos) {
        this(clock, nanos, DropPrograms::start);
    }

    DropMonitor(Clock clock, LongSupplier nanos, Function<DropPrograms.Setup, DropPrograms> loader) {
        this.clock = clock;
        this.nanos = nanos;
        this.loader = loader;
    }

    /**
     * Prepares another configuration. It never refuses: what the kernel does not let happen is told in
     * {@link KernelDrops#problem}.
     */
    public synchronized Change prepare(TrafficConfig.Drops next) {
        TrafficConfig.Drops before = wanted;
        return Change.of(this::enforce, before, next);
    }

    private synchronized void enforce(TrafficConfig.Drops next) {
        if (next.equals(wanted)) {
            return;
        }
        close();
        wanted = next;
        if (next.enabled()) {
            watch = Optional.of(new DropWatch(clock, nanos, loader, next.otherNamespaces()));
        }
    }

    /** Reads everything; once a tick. */
    public synchronized KernelDrops tick() {
        return watch.map(DropWatch::tick).orElse(KernelDrops.OFF);
    }

    /** Kernel memory of the maps, in bytes. */
    public synchronized long kernelMemoryBytes() {
        return watch.map(DropWatch::kernelMemoryBytes).orElse(0L);
    }

    /** Detaches everything; it is off then. */
    @Override
    public synchronized void close() {
        watch.ifPresent(DropWatch::close);
        watch = Optional.empty();
        wanted = TrafficConfig.OFF.drops();
    }
}
