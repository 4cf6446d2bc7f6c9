package org.pathgauge.tcp;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.TcpPrograms;
import org.pathgauge.bpf.abi.BtfException;
import org.pathgauge.bpf.abi.TcpInternalLayout;
import org.pathgauge.model.Change;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TrafficConfig.Tcp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passive measurement of TCP, on and off as the configuration says.
 *
 * <p>What the kernel cannot do is told in {@link TcpTraffic#problem} and never keeps the rest of the agent from working.
 * Thread-safe.
 */
public final class TcpMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpMonitor.class);

    /** The remainders have 1 and 2. */
    private static final int FIRST_INDEX = 3;

    private final Clock clock;
    private final LongSupplier nanos;
    private Tcp config = Tcp.OFF;
    private Optional<Running> running = Optional.empty();
    private String refused = "";
    private int nextIndex = FIRST_INDEX;
    private long withoutRow;

    /** What there is while connections are measured. */
    private record Running(TcpPrograms programs, RowTable table, Namespaces namespaces, Instant since) {}

    /**
     * A monitor that is off.
     *
     * @param clock the wall clock that time slots are aligned to
     * @param nanos the kernel's CLOCK_MONOTONIC
     */
    public TcpMonitor(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Works out a change to another configuration. */
    public synchronized Change prepare(Tcp next) {
        Tcp before = config;
        return Change.of(this::configure, before, next);
    }

    private synchronized void configure(Tcp next) {
        Tcp before = config;
        config = next;
        if (!next.enabled()) {
            stop();
        } else if (running.isEmpty() || before.maxRows() != next.maxRows()) {
            stop();
            start();
        } else if (!before.equals(next)) {
            Running old = running.get();
            Running changed = new Running(old.programs(), old.table(), new Namespaces(next.namespaces()), old.since());
            changed.table().configure(next.publishedRows(), next.rank());
            tell(changed);
            running = Optional.of(changed);
        }
    }

    private void start() {
        refused = "";
        try {
            TcpPrograms programs = TcpPrograms.load(config.maxRows());
            try {
                Instant since = clock.instant();
                RowTable table = new RowTable(
                        kernel(programs),
                        new Owners(Owners.mounted()),
                        () -> nextIndex++,
                        config.publishedRows(),
                        config.rank(),
                        since);
                Running started = new Running(programs, table, new Namespaces(config.namespaces()), since);
                tell(started);
                programs.attach();
                running = Optional.of(started);
            } catch (RuntimeException e) {
                programs.close();
                throw e;
            }
        } catch (BpfException | BtfException e) {
            refused = e.getMessage();
            LOG.error("Connections are not measured: {}", refused);
        }
    }

    private void tell(Running to) {
        to.programs()
                .configure(TimeUnit.MICROSECONDS.convert(config.rttInterval()), PrefixEntries.of(config.prefixes()));
        to.programs().measure(to.namespaces().all(), to.namespaces().inodes());
    }

    private static RowTable.Kernel kernel(TcpPrograms programs) {
        KernelRows rows = new KernelRows(programs.rows());
        return new RowTable.Kernel() {
            @Override
            public KernelRows rows() {
                return rows;
            }

            @Override
            public void forget(byte[] key) {
                programs.forget(key);
            }

            @Override
            public void release(int row) {
                programs.release(row);
            }
        };
    }

    private void stop() {
        running.ifPresent(old -> old.programs().close());
        withoutRow = 0;
        running = Optional.empty();
        refused = "";
    }

    /** Harvests what was counted, and tells all that is known. */
    public synchronized TcpTraffic tick() {
        if (running.isEmpty()) {
            return refused.isEmpty() ? TcpTraffic.OFF : off(refused);
        }
        Running now = running.get();
        Set<Integer> inodes = now.namespaces().inodes();
        if (!now.namespaces().all()) {
            now.programs().measure(false, inodes);
        }
        now.table().beforeScan();
        String scan = "";
        try {
            now.programs().scan();
        } catch (BpfException e) {
            scan = e.getMessage();
        }
        now.table().harvest(clock.instant(), nanos.getAsLong());
        long[] internal = now.programs().internalCounters();
        long noRow = internal[TcpInternalLayout.NO_ROW / Long.BYTES];
        return new TcpTraffic(
                true,
                sentences(scan, now.namespaces().problem(), missing(now.programs()), full(noRow)),
                now.since(),
                now.table().peers(),
                now.table().evicted(),
                noRow,
                internal[TcpInternalLayout.NO_STORAGE / Long.BYTES]);
    }

    private static TcpTraffic off(String problem) {
        return new TcpTraffic(false, problem, Instant.EPOCH, List.of(), 0, 0, 0);
    }

    /** Nothing is lost then, but who did it is. */
    private String full(long soFar) {
        boolean rose = soFar != withoutRow;
        withoutRow = soFar;
        return rose
                ? "All " + config.maxRows() + " rows are taken: " + soFar
                        + " events found none so far and are counted in the remainders. Raise max-rows, or set prefixes."
                : "";
    }

    private static String missing(TcpPrograms programs) {
        return programs.missingTracepoints().isEmpty()
                ? ""
                : "This kernel lacks tracepoints ("
                        + programs.missingTracepoints().stream().sorted().collect(Collectors.joining(", "))
                        + "): what they tell is not counted.";
    }

    private static String sentences(String... all) {
        return Stream.of(all).filter(one -> !one.isEmpty()).collect(Collectors.joining(" "));
    }

    /** Kernel memory of all maps, bytes; 0 while off. */
    public synchronized long kernelMemoryBytes() {
        return running.map(now -> now.programs().memlockBytes()).orElse(0L);
    }

    /** Stops measuring. */
    @Override
    public synchronized void close() {
        stop();
    }
}
