package org.pathgauge.collect;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.IfaceLayout;
import org.pathgauge.model.Change;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceConfig;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel programs attached to the configured interfaces, by interface index, while interfaces come, go and are
 * renamed; reads their counters.
 *
 * <p>The loopback is watched only when it is configured by name. Thread-safe.
 */
public final class InterfaceWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceWatcher.class);

    /** Ticks between attempts to attach where nothing could be attached. */
    private static final int RETRY_TICKS = 10;

    /** As many interfaces may the kernel stack upon each other (MAX_NEST_DEV). */
    private static final int MOST_LAYERS = 8;

    private record Wanted(Map<String, IngressHook> hooks, boolean all) {
        Optional<IngressHook> hookFor(Link link) {
            IngressHook configured = hooks.get(link.name());
            if (configured != null) {
                return Optional.of(configured);
            }
            return all && link.ethernet() && link.up() ? Optional.of(IngressHook.AUTO) : Optional.empty();
        }
    }

    private static final class Watched {
        private final int number;
        private final Instant since;
        private final IngressHook configured;
        private String name;
        private HookChoice.Result result;
        private int ticksToRetry = RETRY_TICKS;

        private Watched(int number, Instant since, IngressHook configured, String name, HookChoice.Result result) {
            this.number = number;
            this.since = since;
            this.configured = configured;
            this.name = name;
            this.result = result;
        }
    }

    private final ProbePrograms programs;
    private final SlotClock clock;
    private final HookChoice choice;
    private final Links links;
    private final Map<Integer, Watched> watched = new HashMap<>();
    private final BitSet numbers = new BitSet();
    private Collection<Link> known = List.of();
    private Set<String> missing = Set.of();
    private Wanted wanted = new Wanted(Map.of(), false);

    /** A watcher of no interface. */
    public InterfaceWatcher(ProbePrograms programs, SlotClock clock) {
        this.programs = programs;
        this.clock = clock;
        this.choice = new HookChoice(programs);
        this.links = new Links();
        // Number 0 collects what is not announced.
        numbers.set(0);
    }

    /**
     * Prepares another configuration. It never refuses: an interface may appear and vanish at any time, so what cannot
     * be attached is a problem of that interface, told in {@link InterfaceDrops#problem}.
     */
    public synchronized Change prepare(List<InterfaceConfig> interfaces, boolean watchAll) {
        Map<String, IngressHook> hooks = new HashMap<>();
        interfaces.forEach(i -> hooks.put(i.name(), i.ingressHook()));
        Wanted next = new Wanted(Map.copyOf(hooks), watchAll);
        Wanted before = wanted;
        return Change.of(this::enforce, before, next);
    }

    private synchronized void enforce(Wanted next) {
        // Each second all interfaces are looked at anyway.
        if (!next.equals(wanted)) {
            wanted = next;
            tick();
        }
    }

    /** Compares the interfaces that exist with those to watch, and attaches and detaches the difference. */
    public synchronized void tick() {
        Map<Integer, Link> present = new HashMap<>();
        links.all().forEach(link -> present.put(link.ifIndex(), link));
        known = present.values();
        for (int ifIndex : List.copyOf(watched.keySet())) {
            Link link = present.get(ifIndex);
            Optional<IngressHook> hook = link == null ? Optional.empty() : wanted.hookFor(link);
            if (hook.isEmpty()) {
                release(ifIndex, link == null ? "it is gone" : "it is not to be watched");
            } else if (hook.get() != watched.get(ifIndex).configured) {
                reattach(link, hook.get());
            }
        }
        Set<String> absent = new HashSet<>(wanted.hooks().keySet());
        for (Link link : present.values()) {
            absent.remove(link.name());
            wanted.hookFor(link).ifPresent(hook -> watch(link, hook));
        }
        for (String name : absent) {
            if (!missing.contains(name)) {
                LOG.warn("Interface {} is configured but does not exist; it is watched as soon as it does", name);
            }
        }
        missing = Set.copyOf(absent);
        watched.forEach((ifIndex, w) -> announce(present.get(ifIndex), w.number));
    }

    /** Tells the kernel programs again, because what lies below may have changed. */
    private void announce(Link link, int number) {
        int key = link.ifIndex() & AbiLayout.IFINDEX_MASK;
        int value = announcement(number, link);
        if (programs.ifaceIndex().getInt(key, 0) != value) {
            programs.ifaceIndex().setInt(key, 0, value);
        }
    }

    private int announcement(int number, Link link) {
        return number
                | (link.ethernetHeader() ? 0 : AbiLayout.IFACE_L3)
                | (overWatched(link, MOST_LAYERS) ? AbiLayout.IFACE_UPPER : 0);
    }

    private boolean attached(int ifIndex) {
        Watched at = watched.get(ifIndex);
        return at != null && at.result.attachment().isPresent();
    }

    /** Whether packets of an interface come by a watched one before. */
    private boolean overWatched(Link upper, int layers) {
        return layers > 0
                && known.stream()
                        .filter(l -> l.above() == upper.ifIndex() || l.ifIndex() == upper.below())
                        .anyMatch(l -> attached(l.ifIndex()) || overWatched(l, layers - 1));
    }

    private void watch(Link link, IngressHook hook) {
        Watched have = watched.get(link.ifIndex());
        if (have == null) {
            attachNew(link, hook);
            return;
        }
        have.name = link.name();
        if (have.result.attachment().isEmpty() && --have.ticksToRetry <= 0) {
            have.ticksToRetry = RETRY_TICKS;
            have.result = choice.attach(link, hook);
        }
    }

    private void attachNew(Link link, IngressHook hook) {
        int number = numbers.nextClearBit(1);
        if (number >= AbiLayout.MAX_IFACES) {
            LOG.warn(
                    "Interface {} is not watched: only {} can be. Instead of watch-all, list those that matter",
                    link.name(),
                    AbiLayout.MAX_IFACES - 1);
            return;
        }
        int key = link.ifIndex() & AbiLayout.IFINDEX_MASK;
        numbers.set(number);
        programs.clearIfaceCounters(number);
        programs.ifaceIndex().setInt(key, 0, announcement(number, link));
        HookChoice.Result result = choice.attach(link, hook);
        Watched now = new Watched(number, clock.instant(clock.now()), hook, link.name(), result);
        watched.put(link.ifIndex(), now);
        log(now);
    }

    /** Another hook on an interface that stays watched: its counters go on. */
    private void reattach(Link link, IngressHook hook) {
        Watched old = watched.get(link.ifIndex());
        old.result.attachment().ifPresent(a -> a.close());
        Watched now = new Watched(old.number, old.since, hook, link.name(), choice.attach(link, hook));
        watched.put(link.ifIndex(), now);
        log(now);
    }

    private static void log(Watched now) {
        String hook = now.result.hook().map(h -> h.yangName()).orElse("no hook");
        if (now.result.problem().isEmpty()) {
            LOG.info("Interface {} is watched at {}", now.name, hook);
        } else {
            LOG.warn("Interface {} is watched at {}: {}", now.name, hook, now.result.problem());
        }
    }

    private void release(int ifIndex, String why) {
        Watched gone = watched.remove(ifIndex);
        gone.result.attachment().ifPresent(a -> a.close());
        programs.ifaceIndex().setInt(ifIndex & AbiLayout.IFINDEX_MASK, 0, 0);
        numbers.clear(gone.number);
        LOG.info("Interface {} is no longer watched: {}", gone.name, why);
    }

    /**
     * An interface that the programs are attached to.
     *
     * @param number how the kernel programs name it
     * @param hook where replies are matched
     */
    public record Attached(int number, InterfaceDrops.Hook hook) {}

    /** The interfaces that the programs are attached to, by name. */
    public synchronized Map<String, Attached> attached() {
        Map<String, Attached> all = new HashMap<>();
        for (Watched w : watched.values()) {
            w.result.hook().ifPresent(hook -> all.put(w.name, new Attached(w.number, hook)));
        }
        return all;
    }

    /** What each watched interface counted, sorted by index. */
    public synchronized List<InterfaceDrops> drops() {
        List<InterfaceDrops> all = new ArrayList<>();
        watched.forEach((ifIndex, w) -> all.add(drops(ifIndex, w)));
        all.sort(Comparator.comparingInt(InterfaceDrops::ifIndex));
        return all;
    }

    private InterfaceDrops drops(int ifIndex, Watched w) {
        long[] words = programs.ifaceCounters(w.number);
        List<InterfaceDrops.Count> ingress = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            ingress.add(new InterfaceDrops.Count(
                    verdict,
                    words[IfaceLayout.PACKETS / Long.BYTES + verdict.ordinal()],
                    words[IfaceLayout.BYTES / Long.BYTES + verdict.ordinal()]));
        }
        int egress = IfaceLayout.EGRESS / Long.BYTES;
        return new InterfaceDrops(
                ifIndex,
                w.name,
                w.configured,
                w.result.hook(),
                w.result.problem(),
                w.since,
                ingress,
                words[egress + AbiLayout.EGRESS_STAMPED],
                words[egress + AbiLayout.EGRESS_FORGED],
                words[egress + AbiLayout.EGRESS_UNKNOWN]);
    }

    /** Why packets to a destination are handed over and never stamped, in one sentence. */
    public synchronized String whyNotStamped(InetAddress destination, Optional<String> through) {
        OptionalInt index = through.isPresent() ? OptionalInt.empty() : links.outputInterface(destination);
        Optional<Link> link = known.stream()
                .filter(l -> through.isPresent()
                        ? l.name().equals(through.get())
                        : index.isPresent() && l.ifIndex() == index.getAsInt())
                .findFirst();
        if (link.isEmpty()) {
            return "probes leave the socket but no watched interface sends them";
        }
        String name = link.get().name();
        Watched at = watched.get(link.get().ifIndex());
        if (at == null || at.result.attachment().isEmpty()) {
            return "probes leave through " + name + ", which is not watched: add it to the interfaces";
        }
        return "no neighbour answers for " + destination.getHostAddress() + " or its gateway on " + name
                + " (ARP or neighbour discovery)";
    }

    @Override
    public synchronized void close() {
        List.copyOf(watched.keySet()).forEach(ifIndex -> release(ifIndex, "the agent stops"));
        links.close();
    }
}
