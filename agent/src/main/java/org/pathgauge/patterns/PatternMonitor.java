package org.pathgauge.patterns;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.IngressPart;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.model.Change;
import org.pathgauge.model.Detection;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for patterns while that is switched on.
 *
 * <p>While it is off, the programs that count by source are not at the hooks. Thread-safe.
 */
public final class PatternMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatternMonitor.class);

    private final ProbePrograms programs;
    private final Clock clock;
    private final LongSupplier nanos;
    private final RuleMaker rules;
    private final long[] seed;
    private Detection wanted = Detection.OFF;
    private Optional<PatternWatch> watch = Optional.empty();
    private String problem = "";

    /**
     * A monitor that is off.
     *
     * @param programs the loaded programs
     * @param clock wall clock
     * @param nanos monotonic time
     * @param random draws what nobody can guess
     * @param filter where automatic rules go
     */
    public PatternMonitor(
            ProbePrograms programs, Clock clock, LongSupplier nanos, SecureRandom random, RuleMaker.Filter filter) {
        this.programs = programs;
        this.clock = clock;
        this.nanos = nanos;
        this.rules = new RuleMaker(filter, nanos);
        this.seed = new long[] {random.nextLong(), random.nextLong()};
    }

    /**
     * Prepares another configuration. It never refuses: what the kernel does not let happen is told in
     * {@link Patterns#problem}.
     */
    public synchronized Change prepare(Detection next) {
        Detection before = wanted;
        return Change.of(this::enforce, before, next);
    }

    private synchronized void enforce(Detection next) {
        if (next.equals(wanted)) {
            return;
        }
        wanted = next;
        problem = "";
        try {
            if (next.enabled()) {
                programs.need(IngressPart.PATTERNS, true);
                PatternWatch now = watch.orElseGet(this::begin);
                watch = Optional.of(now);
                now.configure(next);
            } else {
                programs.need(IngressPart.PATTERNS, false);
                watch.ifPresent(w -> w.configure(next));
            }
        } catch (BpfException e) {
            problem = e.getMessage();
            LOG.error("Patterns are not looked for: {}", problem);
        }
    }

    private PatternWatch begin() {
        return new PatternWatch(programs.patternMaps(), nanos, clock::instant, seed, rules);
    }

    /**
     * Decides if an interval is over, and tells all that is known; once a tick.
     *
     * @param interfaces the watched interfaces
     */
    public synchronized Patterns tick(List<InterfaceDrops> interfaces) {
        if (!problem.isEmpty()) {
            return new Patterns(false, problem, Patterns.OFF.counters(), List.of());
        }
        List<PatternWatch.Interface> watched = interfaces.stream()
                .filter(i -> i.hook().isPresent())
                .map(i -> new PatternWatch.Interface(i.ifIndex(), i.name(), number(i.ifIndex())))
                .toList();
        return watch.map(w -> w.tick(watched)).orElse(Patterns.OFF);
    }

    private int number(int ifIndex) {
        return programs.ifaceIndex().getInt(ifIndex & AbiLayout.IFINDEX_MASK, 0) & AbiLayout.IFACE_INDEX_MASK;
    }

    /** Ends looking; the programs end with whoever loaded them. */
    @Override
    public synchronized void close() {
        watch.ifPresent(PatternWatch::close);
        watch = Optional.empty();
    }
}
