package org.pathgauge.filter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.model.Filter;
import org.pathgauge.model.FilterRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filter: configured and automatic rules, put into force in the kernel as one set, and what they counted.
 *
 * <p>Nothing of it is in the kernel before there is a rule. Thread-safe.
 */
public final class PacketFilter implements AutomaticRules, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PacketFilter.class);

    /** Automatic rules come behind all configured ones, whose order has 31 bits. */
    private static final long FIRST_AUTOMATIC_ORDER = 1L << 31;

    /** Configured rules have lower indexes. */
    private static final int FIRST_AUTOMATIC_INDEX = 1_000_001;

    private static final int AUTOMATIC_INDEXES = 1_000_000;

    private static final String EXEMPT = "; exempt that source from patterns if it is to make none";

    /** Loading programs that the kernel refuses takes it seconds. */
    private static final int RETRY_TICKS = 60;

    /**
     * An interface that packets are filtered at.
     *
     * @param number how the kernel programs name it
     * @param xdp whether that is at XDP, before the kernel's stack has worked for the packet
     */
    public record Place(int number, boolean xdp) {}

    /** A prepared change of the configured rules. */
    public interface Change {
        /**
         * Puts the new rules into force.
         *
         * @throws FilterException when the kernel refuses; the old ones stay in force
         */
        void apply() throws FilterException;

        /** Puts the new rules into force now, or, if the kernel refuses, whenever it does so no more. */
        void applyOrRetry();

        /** Puts the old rules into force again, after {@link #apply}. */
        void rollback();
    }

    /** A change after which the rules are what they were. */
    private static final Change NOTHING = new Change() {
        @Override
        public void apply() {}

        @Override
        public void applyOrRetry() {}

        @Override
        public void rollback() {}
    };

    /** What is the same for all rules that are one after the other in one place. */
    private record Known(int slot, Instant since) {}

    private record Automatic(FilterRule rule, long endNanos) {}

    private final ProbePrograms programs;
    private final LongSupplier nanos;
    private final LongFunction<Instant> wall;
    private final Supplier<Management> management;
    private final RuleSlots slots = new RuleSlots();
    private final Doubts doubts = new Doubts();
    private final Map<RuleSlots.Identity, Known> known = new HashMap<>();

    /** What is known of the very rules that were put into force last: they are asked for once a second. */
    private Map<FilterRule, Known> placed = new IdentityHashMap<>();

    private final Map<String, Automatic> automatic = new LinkedHashMap<>();
    private Optional<KernelFilter> kernel = Optional.empty();
    private List<FilterRule> configured = List.of();
    private Map<String, Place> places = Map.of();
    private Map<String, String> problems = Map.of();
    private Map<FilterRule, Filter.Hits> shown = new IdentityHashMap<>();
    private String problem = "";
    private int ticksToRetry;
    private boolean unwarned;
    private boolean unjudged;
    private int made;

    /**
     * A filter without rules.
     *
     * @param programs the loaded programs
     * @param nanos monotonic time as the kernel programs have it
     * @param wall the wall clock at a monotonic time
     * @param management what automatic rules must not cut off
     */
    public PacketFilter(
            ProbePrograms programs, LongSupplier nanos, LongFunction<Instant> wall, Supplier<Management> management) {
        this.programs = programs;
        this.nanos = nanos;
        this.wall = wall;
        this.management = management;
    }

    /**
     * Checks configured rules.
     *
     * @param rules all of them, sorted by order
     * @param mustStay what they must not cut off
     * @param loopback whether the loopback interface will be watched
     * @throws FilterException when they need more than the kernel searches, or cut off management without force
     */
    public synchronized Change prepare(List<FilterRule> rules, Management mustStay, boolean loopback)
            throws FilterException {
        List<FilterRule> before = configured;
        boolean same = problem.isEmpty() && rules.equals(before);
        Optional<FilterException> cut = new Lockout(enabled(rules), loopback).find(mustStay);
        if (cut.isPresent()) {
            throw cut.get();
        }
        if (same) {
            return NOTHING;
        }
        RuleSet set = RuleSet.lasting(enabled(withAutomatic(rules)), places);
        return new Change() {
            @Override
            public void apply() throws FilterException {
                configure(rules, Optional.of(set));
            }

            @Override
            public void applyOrRetry() {
                try {
                    configure(rules, Optional.of(set));
                } catch (FilterException e) {
                    retry(rules, e);
                }
            }

            @Override
            public void rollback() {
                try {
                    configure(before, Optional.empty());
                } catch (FilterException e) {
                    LOG.error("The filter's rules of before cannot be put into force again: {}", e.getMessage());
                }
            }
        };
    }

    private synchronized void configure(List<FilterRule> rules, Optional<RuleSet> prepared) throws FilterException {
        List<FilterRule> before = configured;
        configured = List.copyOf(rules);
        try {
            install(prepared);
        } catch (FilterException e) {
            configured = before;
            throw e;
        }
        unwarned = true;
    }

    private synchronized void retry(List<FilterRule> rules, FilterException why) {
        configured = List.copyOf(rules);
        failed(why);
    }

    private void install() throws FilterException {
        install(Optional.empty());
    }

    /**
     * Puts the rules of the configuration and the automatic ones into force as one set.
     *
     * @param prepared that set, unless an interface or an automatic rule has come or gone since
     */
    private void install(Optional<RuleSet> prepared) throws FilterException {
        List<FilterRule> all = withAutomatic(configured);
        List<FilterRule> inForce = enabled(all);
        Map<FilterRule, Known> next = new IdentityHashMap<>(2 * all.size());
        List<RuleSlots.Identity> added = new ArrayList<>();
        try {
            if (kernel.isEmpty() && !inForce.isEmpty()) {
                kernel = Optional.of(KernelFilter.start(programs));
            }
            if (kernel.isPresent()) {
                all.forEach(rule -> next.put(rule, place(rule, kernel.get(), added)));
                Optional<RuleSet> same = prepared.filter(set -> set.isOf(inForce, places));
                exchange(kernel.get(), same.isPresent() ? same.get() : RuleSet.of(inForce, places), next);
            }
        } catch (BpfException | FilterException e) {
            added.forEach(this::forget);
            throw e instanceof FilterException f ? f : new FilterException("", ((BpfException) e).getMessage());
        }
        placed = next;
        BitSet used = new BitSet();
        next.values().forEach(place -> used.set(place.slot()));
        List<RuleSlots.Identity> unused = new ArrayList<>();
        known.forEach((identity, place) -> {
            if (!used.get(place.slot())) {
                unused.add(identity);
            }
        });
        unused.forEach(this::forget);
        unjudged = true;
        problem = "";
    }

    /** Where a rule counts: where it did, or a place that begins at zero. */
    private Known place(FilterRule rule, KernelFilter in, List<RuleSlots.Identity> added) {
        Known before = placed.get(rule);
        if (before != null) {
            return before;
        }
        return known.computeIfAbsent(RuleSlots.Identity.of(rule), identity -> {
            added.add(identity);
            int slot = slots.take(identity);
            in.clear(slot);
            return new Known(slot, wall.apply(nanos.getAsLong()));
        });
    }

    private static void exchange(KernelFilter in, RuleSet set, Map<FilterRule, Known> known) throws FilterException {
        List<FilterRule> inForce = set.rules();
        if (!inForce.isEmpty()) {
            // Before the exchange: when it fails, the rules of before are still there.
            in.attach(true);
        }
        in.install(
                set.compiled().countingAt(rank -> known.get(inForce.get(rank)).slot()));
        if (inForce.isEmpty()) {
            try {
                in.attach(false);
            } catch (BpfException e) {
                LOG.warn("The programs that filter stay at the interfaces, without a rule: {}", e.getMessage());
            }
        }
    }

    private void forget(RuleSlots.Identity identity) {
        known.remove(identity);
        slots.free(identity);
    }

    private List<FilterRule> withAutomatic(List<FilterRule> rules) {
        List<FilterRule> all = new ArrayList<>(rules);
        automatic.values().forEach(a -> all.add(a.rule()));
        return all;
    }

    private static List<FilterRule> enabled(List<FilterRule> rules) {
        return rules.stream()
                .filter(FilterRule::enabled)
                .sorted(Comparator.comparingLong(FilterRule::order))
                .toList();
    }

    /**
     * Follows interfaces that come and go, removes rules whose time is over, and tells what rules counted. Called once a
     * second.
     *
     * @param watched the interfaces that the programs are attached to, by name
     */
    public synchronized Filter tick(Map<String, Place> watched) {
        boolean moved = !watched.equals(places);
        places = Map.copyOf(watched);
        long now = nanos.getAsLong();
        boolean expired = automatic.values().removeIf(a -> a.endNanos() - now <= 0);
        boolean retry = !problem.isEmpty() && --ticksToRetry <= 0;
        if ((moved || expired || retry) && !(withAutomatic(configured).isEmpty() && known.isEmpty())) {
            try {
                install();
            } catch (FilterException e) {
                failed(e);
            }
        }
        if (unjudged) {
            unjudged = false;
            problems = Doubts.of(enabled(withAutomatic(configured)), places.keySet());
        }
        if (unwarned) {
            unwarned = false;
            doubts.warn(enabled(configured), problems, places);
        }
        String shownProblem =
                problem.isEmpty() && places.isEmpty() && !enabled(configured).isEmpty()
                        ? "no interface is watched, so no packet comes by the rules; add one to the interfaces"
                        : problem;
        return new Filter(shownProblem, hits());
    }

    private void failed(FilterException e) {
        if (!e.getMessage().equals(problem)) {
            LOG.error("The filter's rules cannot be put into force: {}", e.getMessage());
        }
        problem = e.getMessage();
        ticksToRetry = RETRY_TICKS;
    }

    private List<Filter.Hits> hits() {
        List<Filter.Hits> hits = new ArrayList<>();
        Map<FilterRule, Filter.Hits> next = new IdentityHashMap<>(2 * shown.size());
        for (FilterRule rule : withAutomatic(configured)) {
            Filter.Hits now = hits(rule, shown.get(rule));
            hits.add(now);
            next.put(rule, now);
        }
        shown = next;
        hits.sort(Comparator.comparingInt(h -> h.rule().index()));
        return hits;
    }

    /** What a rule met; the same object as before if that is nothing new. */
    private Filter.Hits hits(FilterRule rule, Filter.Hits before) {
        // An automatic rule that is given a new lifetime is another object, and counts where it did.
        Known place = placed.containsKey(rule) ? placed.get(rule) : known.get(RuleSlots.Identity.of(rule));
        String why = problems.getOrDefault(rule.name(), "");
        if (place == null || kernel.isEmpty()) {
            if (before != null && before.problem().equals(why)) {
                return before;
            }
            return new Filter.Hits(rule, why, wall.apply(nanos.getAsLong()), 0, 0, 0, 0, Optional.empty());
        }
        KernelFilter.Counts counts = kernel.get().counts(place.slot());
        if (before != null
                && before.problem().equals(why)
                && before.discontinuity().equals(place.since())
                && before.matched() == counts.matched()
                && before.matchedOctets() == counts.matchedOctets()
                && before.dropped() == counts.dropped()) {
            return before;
        }
        return new Filter.Hits(
                rule,
                why,
                place.since(),
                counts.matched(),
                counts.matchedOctets(),
                counts.dropped(),
                counts.droppedOctets(),
                counts.lastNanos() == 0 ? Optional.empty() : Optional.of(wall.apply(counts.lastNanos())));
    }

    @Override
    public synchronized Map<String, String> put(List<Wanted> wanted) {
        Map<String, Automatic> before = Map.copyOf(automatic);
        Management mustStay = management.get();
        Map<String, String> refused = new HashMap<>();
        boolean changed = false;
        for (Wanted each : wanted) {
            Automatic old = automatic.get(each.name());
            long end = nanos.getAsLong() + each.lifetime().toNanos();
            FilterRule rule = rule(each, old == null ? made++ : number(old.rule()), wall.apply(end));
            Optional<String> why = old == null && automatic.size() >= MOST
                    ? Optional.of("there are " + MOST + " automatic rules already, as many as may be")
                    : new Lockout(List.of(rule), places.containsKey("lo"), EXEMPT)
                            .find(mustStay)
                            .map(FilterException::getMessage);
            if (why.isPresent()) {
                refused.put(each.name(), why.get());
            } else {
                automatic.put(each.name(), new Automatic(rule, end));
                changed |= old == null || !sameEffect(old.rule(), rule);
            }
        }
        try {
            if (changed) {
                install();
            }
        } catch (FilterException e) {
            automatic.clear();
            automatic.putAll(before);
            wanted.forEach(w -> refused.putIfAbsent(w.name(), e.getMessage()));
        }
        return refused;
    }

    private static int number(FilterRule automatic) {
        return (int) (automatic.order() - FIRST_AUTOMATIC_ORDER);
    }

    private static boolean sameEffect(FilterRule a, FilterRule b) {
        return a.match().equals(b.match())
                && a.action() == b.action()
                && a.rate() == b.rate()
                && a.burst() == b.burst();
    }

    private static FilterRule rule(Wanted wanted, int number, Instant expires) {
        return new FilterRule(
                FIRST_AUTOMATIC_INDEX + number % AUTOMATIC_INDEXES,
                wanted.name(),
                FIRST_AUTOMATIC_ORDER + number,
                true,
                Optional.of(
                        Shadows.cut(wanted.source().address(), wanted.source().length())),
                Optional.empty(),
                wanted.protocol(),
                Optional.empty(),
                Optional.empty(),
                wanted.interfaceName(),
                wanted.action(),
                wanted.rate(),
                wanted.burst(),
                false,
                Optional.of(expires));
    }

    @Override
    public synchronized void remove(Collection<String> names) {
        if (automatic.keySet().removeAll(Set.copyOf(names))) {
            try {
                install();
            } catch (FilterException e) {
                failed(e);
            }
        }
    }

    /** Kernel memory of the rule set in force, bytes; that of the maps which are always there is not in it. */
    public synchronized long kernelMemoryBytes() {
        return kernel.map(KernelFilter::blockBytes).orElse(0L);
    }

    @Override
    public synchronized void close() {
        kernel.ifPresent(KernelFilter::close);
        kernel = Optional.empty();
    }
}
