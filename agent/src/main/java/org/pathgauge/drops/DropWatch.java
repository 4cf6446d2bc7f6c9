package org.pathgauge.drops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.DropPrograms;
import org.pathgauge.bpf.DropPrograms.Count;
import org.pathgauge.model.KernelDrops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that counts drops in the agent's network namespace, from when it is switched on until it is switched off. */
final class DropWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DropWatch.class);

    /** Interfaces that have a row; the first ones by index. */
    static final int MOST_INTERFACES = 1024;

    /** Pairs of interface and reason that are told apart: 64 bytes each, and 8 for each CPU. */
    static final int ENTRIES = 8192;

    private final Clock clock;
    private final boolean elsewhere;
    private final Optional<DropPrograms> programs;
    private final ReasonNames names;
    private final KernelCounters kernel = new KernelCounters();
    private final DriverStatistics drivers;
    private final List<String> problems = new ArrayList<>();
    private final TreeMap<Integer, DropRow> rows = new TreeMap<>();

    /** The latest time at which nothing can have been counted yet at an interface that is new. */
    private Instant before;

    DropWatch(Clock clock, LongSupplier nanos, Function<DropPrograms.Setup, DropPrograms> loader, boolean elsewhere) {
        this.clock = clock;
        this.elsewhere = elsewhere;
        this.before = clock.instant();
        this.drivers = new DriverStatistics(nanos);
        this.programs = load(loader);
        this.names = programs.isPresent() ? ReasonNames.ofKernel() : ReasonNames.of(Map.of(), Map.of(), Map.of());
        programs.ifPresent(this::judge);
        problems.forEach(problem -> LOG.warn("Drops are not watched in full: {}", problem));
        LOG.info("Drops are watched");
    }

    private Optional<DropPrograms> load(Function<DropPrograms.Setup, DropPrograms> loader) {
        try {
            return Optional.of(loader.apply(new DropPrograms.Setup(namespace(), elsewhere, ENTRIES)));
        } catch (BpfException | IOException e) {
            problems.add("drops by reason are not counted: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Inode number of the network namespace of this thread. */
    private static long namespace() throws IOException {
        String link =
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    }

    private void judge(DropPrograms loaded) {
        if (loaded.missingTracepoints().contains(DropPrograms.DROPS)) {
            problems.add("this kernel has no tracepoint " + DropPrograms.DROPS
                    + " that programs may read, so drops by reason are not counted; boot Linux 5.8 or newer");
        } else if (!loaded.tellsReasons()) {
            problems.add("this kernel tells no reasons, so every drop is NOT_SPECIFIED; boot Linux 5.17 or newer");
        }
        if (loaded.missingTracepoints().contains(DropPrograms.XDP_EXCEPTIONS)) {
            problems.add(
                    "this kernel has no tracepoint " + DropPrograms.XDP_EXCEPTIONS
                            + " that programs may read, so exceptions of XDP programs are not counted; boot Linux 5.8 or newer");
        }
    }

    KernelDrops tick() {
        Instant now = clock.instant();
        Map<Integer, List<Count>> counted = new HashMap<>();
        programs.ifPresent(p -> p.counts()
                .forEach(c -> counted.computeIfAbsent(c.ifIndex(), i -> new ArrayList<>())
                        .add(c)));
        TreeMap<Integer, KernelCounters.Seen> present = kernel.interfaces();
        Map<Integer, KernelCounters.RootQueue> queues = kernel.queues();
        programs.ifPresent(p -> forget(p, counted, present));
        follow(present);
        long overflow = programs.map(DropPrograms::overflow).orElse(0L);
        List<KernelDrops.OfInterface> all = new ArrayList<>(rows.size());
        rows.forEach((ifIndex, row) -> {
            List<Count> counts = counted.getOrDefault(ifIndex, List.of());
            row.count(now, names, counts, ifIndex == KernelDrops.NO_DEVICE ? overflow : 0);
            KernelCounters.Seen seen = present.get(ifIndex);
            if (seen != null) {
                row.kernel(now, seen, Optional.ofNullable(queues.get(ifIndex)), drivers.of(ifIndex, seen.name()));
            }
            all.add(row.show(ifIndex));
        });
        before = now;
        return new KernelDrops(
                true, problem(present), programs.map(DropPrograms::missed).orElse(0L), all);
    }

    private String problem(TreeMap<Integer, KernelCounters.Seen> present) {
        List<String> all = new ArrayList<>(problems);
        if (present.size() > MOST_INTERFACES) {
            all.add("there are " + present.size() + " interfaces, and the first " + MOST_INTERFACES + " have a row");
        }
        return String.join("; ", all);
    }

    /** Makes room in the kernel's map: what is gone does not come back with the same index. */
    private void forget(
            DropPrograms loaded, Map<Integer, List<Count>> counted, Map<Integer, KernelCounters.Seen> present) {
        counted.entrySet().removeIf(of -> {
            int ifIndex = of.getKey();
            boolean stays = ifIndex == KernelDrops.NO_DEVICE
                    || ifIndex == KernelDrops.ELSEWHERE
                    || present.containsKey(ifIndex);
            if (!stays) {
                of.getValue().forEach(loaded::delete);
            }
            return !stays;
        });
    }

    private void follow(TreeMap<Integer, KernelCounters.Seen> present) {
        rows.keySet()
                .removeIf(i -> i != KernelDrops.NO_DEVICE && i != KernelDrops.ELSEWHERE && !present.containsKey(i));
        drivers.keep(present.keySet());
        if (programs.isPresent()) {
            row(KernelDrops.NO_DEVICE, KernelDrops.NO_DEVICE_NAME);
            if (elsewhere) {
                row(KernelDrops.ELSEWHERE, KernelDrops.ELSEWHERE_NAME);
            }
        }
        present.entrySet().stream()
                .limit(MOST_INTERFACES)
                .forEach(i -> row(i.getKey(), i.getValue().name()));
    }

    private void row(int ifIndex, String name) {
        if (!rows.containsKey(ifIndex)) {
            rows.put(ifIndex, new DropRow(name, before));
            programs.ifPresent(p -> p.reserveOther(ifIndex));
        }
    }

    long kernelMemoryBytes() {
        return programs.map(DropPrograms::memlockBytes).orElse(0L);
    }

    @Override
    public void close() {
        programs.ifPresent(DropPrograms::close);
        drivers.close();
        kernel.close();
        LOG.info("Drops are no longer watched");
    }
}
