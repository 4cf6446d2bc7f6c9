package org.pathgauge;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.ClockLayout;
import org.pathgauge.collect.Collector;
import org.pathgauge.collect.HostInterfaces;
import org.pathgauge.collect.InterfaceWatcher;
import org.pathgauge.collect.MeasuredProbe;
import org.pathgauge.collect.RateWatch;
import org.pathgauge.collect.RestoredSlots;
import org.pathgauge.collect.SlotClock;
import org.pathgauge.collect.SlotSink;
import org.pathgauge.drops.DropMonitor;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AlarmConfig;
import org.pathgauge.model.Change;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.Traffic;
import org.pathgauge.oneshot.OneShotTests;
import org.pathgauge.oneshot.Surroundings;
import org.pathgauge.patterns.PatternMonitor;
import org.pathgauge.probe.KernelSlotMaps;
import org.pathgauge.probe.PacketMarks;
import org.pathgauge.probe.ProbeBudget;
import org.pathgauge.probe.ProbeSlot;
import org.pathgauge.probe.Prober;
import org.pathgauge.probe.ProbingRefusedException;
import org.pathgauge.probe.Resolver;
import org.pathgauge.probe.Sender;
import org.pathgauge.probe.SipHash;
import org.pathgauge.probe.SynPorts;
import org.pathgauge.probe.TestPlaces;
import org.pathgauge.tcp.TcpMonitor;

/**
 * The measuring half of the agent: the kernel programs, the senders and the collector, wired together.
 *
 * <p>It starts idle. Each configuration is prepared (which may refuse it and changes nothing), then applied as a
 * difference to the one before, or rolled back. {@link #tick} is called once a second, by one thread.
 */
public final class Measurement implements AutoCloseable {

    private final ProbePrograms programs;
    private final SynPorts ports;
    private final InterfaceWatcher interfaces;
    private final HostInterfaces hostInterfaces = new HostInterfaces();
    private final Prober prober;
    private final Collector collector;
    private final OneShotTests tests;
    private final DropMonitor drops;
    private final TcpMonitor tcp;
    private final PatternMonitor patterns;
    private final Filtering filtering;
    private final RateWatch rates = new RateWatch();
    private volatile AlarmConfig alarms = AlarmConfig.NONE;
    private volatile int packetsPerSecond;
    private List<ProbeSlot> adapted = List.of();
    private List<MeasuredProbe> adapters = List.of();

    private Measurement(
            ProbePrograms programs,
            SynPorts ports,
            SlotClock clock,
            Prober prober,
            TestPlaces places,
            DropMonitor drops,
            TcpMonitor tcp,
            PatternMonitor patterns,
            Filtering filtering) {
        this.programs = programs;
        this.ports = ports;
        this.prober = prober;
        this.interfaces = new InterfaceWatcher(programs, clock);
        this.collector = new Collector(programs, clock, interfaces, this::measured, this::sending);
        this.tests = new OneShotTests(places, new AroundTests(clock));
        this.drops = drops;
        this.tcp = tcp;
        this.patterns = patterns;
        this.filtering = filtering;
    }

    /**
     * Loads the kernel programs and starts the sender, with nothing to send yet.
     *
     * @param limits the kernel maps are made for {@code maxProbes} of it
     * @param clock the wall clock that time slots are aligned to
     * @throws BpfException when the kernel programs cannot be loaded
     * @throws IOException when the kernel refuses a raw socket or the ports for SYNs
     */
    public static Measurement start(AgentConfig.Probing limits, Clock clock) throws IOException {
        ProbeBudget budget = ProbeBudget.of(limits.maxProbes());
        // Unguessable, so that nobody can answer a probe without having seen it.
        SecureRandom random = new SecureRandom();
        long key0 = random.nextLong();
        long key1 = random.nextLong();
        int icmpId = 1 + random.nextInt(0xffff);
        SynPorts ports = SynPorts.reserve(random);
        ProbePrograms.Setup setup = new ProbePrograms.Setup(
                budget.mapSlots(), budget.mapStamps(), budget.mapBanks(), key0, key1, icmpId, ports.first());
        PacketMarks marks = new PacketMarks(icmpId, new SipHash(key0, key1), ports.first(), setup.synSequenceBits());
        ProbePrograms programs = load(setup, ports);
        try {
            SlotClock slots = new SlotClock(
                    clock, System::nanoTime, offset -> programs.clock().setLong(0, ClockLayout.WALL_OFFSET_NS, offset));
            Sender sender = Sender.start(budget.mapSlots(), marks, System::nanoTime, slots::offset);
            KernelSlotMaps maps = new KernelSlotMaps(programs);
            Resolver resolver = new Resolver();
            Prober prober = new Prober(budget, maps, sender, resolver);
            TestPlaces places = new TestPlaces(budget, maps, sender, resolver, System::nanoTime);
            DropMonitor drops = new DropMonitor(clock, System::nanoTime);
            TcpMonitor tcp = new TcpMonitor(clock, System::nanoTime);
            Filtering filtering = new Filtering(programs, slots);
            PatternMonitor patterns = new PatternMonitor(
                    programs, clock, System::nanoTime, random, new PatternRules(filtering.automatic()));
            return new Measurement(programs, ports, slots, prober, places, drops, tcp, patterns, filtering);
        } catch (IOException | RuntimeException e) {
            programs.close();
            ports.close();
            throw e;
        }
    }

    private static ProbePrograms load(ProbePrograms.Setup setup, SynPorts ports) {
        try {
            return ProbePrograms.load(setup);
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    /**
     * Checks a configuration against the budgets and works out what to change.
     *
     * @throws ProbingRefusedException when it asks for more than the kernel maps or the packet budget hold
     */
    public Change prepare(AgentConfig next) throws ProbingRefusedException {
        Change probes = prober.prepare(next.probes(), next.probing().packetsPerSecond());
        Change watched = interfaces.prepare(next.interfaces(), next.watchAll());
        Change dropped = drops.prepare(next.traffic().drops());
        Change connections = tcp.prepare(next.traffic().tcp());
        Change looked = patterns.prepare(next.traffic().patterns());
        int results = next.probing().resultsKept();
        int budgetBefore = packetsPerSecond;
        AlarmConfig alarmsBefore = alarms;
        return new Change() {
            private int resultsBefore;

            @Override
            public void apply() {
                Deque<Runnable> undo = new ArrayDeque<>();
                try {
                    // Interfaces first, so that not even the first probe goes unstamped.
                    step(watched::apply, watched::rollback, undo);
                    step(probes::apply, probes::rollback, undo);
                    step(dropped::apply, dropped::rollback, undo);
                    step(connections::apply, connections::rollback, undo);
                    step(looked::apply, looked::rollback, undo);
                } catch (RuntimeException | Error e) {
                    undo.forEach(Runnable::run);
                    throw e;
                }
                resultsBefore = collector.keepResults(results);
                packetsPerSecond = next.probing().packetsPerSecond();
                alarms = next.alarms();
            }

            @Override
            public void rollback() {
                collector.keepResults(resultsBefore);
                packetsPerSecond = budgetBefore;
                alarms = alarmsBefore;
                looked.rollback();
                dropped.rollback();
                connections.rollback();
                probes.rollback();
                watched.rollback();
            }
        };
    }

    private static void step(Runnable apply, Runnable rollback, Deque<Runnable> undo) {
        apply.run();
        undo.push(rollback);
    }

    /** Harvests the kernel maps and returns everything that is known now, without alarms. */
    public Snapshot tick() {
        Snapshot snapshot = collector.tick();
        Snapshot counted = snapshot.but()
                .traffic(new Traffic(
                        tcp.tick(),
                        drops.tick(),
                        filtering.tick(interfaces.attached()),
                        patterns.tick(snapshot.interfaces())))
                .hostInterfaces(hostInterfaces.look(snapshot.started(), snapshot.time()), hostInterfaces.changed())
                .build();
        return counted.but()
                .traffic(counted.traffic().withRates(rates.tick(counted, alarms)))
                .build();
    }

    /** The filter, which is configured on its own. */
    Filtering filtering() {
        return filtering;
    }

    /** Runs one-shot tests beside the probes. */
    public TestRunner tests() {
        return tests;
    }

    /** Has complete slots kept; before the first tick. */
    void keepSlotsIn(SlotSink keeper) {
        collector.keepSlotsIn(keeper);
    }

    /** Has windows go on with slots from before the agent started. From any thread. */
    void restore(RestoredSlots slots) {
        collector.restore(slots);
    }

    /** Kernel memory of all maps, bytes. */
    public long kernelMemoryBytes() {
        return programs.memlockBytes()
                + drops.kernelMemoryBytes()
                + tcp.kernelMemoryBytes()
                + filtering.kernelMemoryBytes();
    }

    /** The probes in force as the collector sees them; wrapped anew only when the list changed. */
    private List<MeasuredProbe> measured() {
        List<ProbeSlot> current = prober.current();
        if (current != adapted) {
            Map<ProbeSlot, MeasuredProbe> known = new IdentityHashMap<>();
            for (int i = 0; i < adapted.size(); i++) {
                known.put(adapted.get(i), adapters.get(i));
            }
            adapters = current.stream()
                    .map(slot -> known.getOrDefault(slot, new SlotProbe(slot)))
                    .toList();
            adapted = current;
        }
        return adapters;
    }

    private Collector.Sending sending() {
        Sender sender = prober.sender();
        return new Collector.Sending(sender.packetsSent(), sender.errors(), sender.takeDelayMax());
    }

    /** Stops sending and detaches the kernel programs. */
    @Override
    public void close() {
        tests.close();
        prober.close();
        patterns.close();
        drops.close();
        tcp.close();
        interfaces.close();
        filtering.close();
        hostInterfaces.close();
        programs.close();
        ports.close();
    }

    /** What tests see of the rest; keeps their package and the collector's apart. */
    private final class AroundTests implements Surroundings {
        private final SlotClock clock;

        private AroundTests(SlotClock clock) {
            this.clock = clock;
        }

        @Override
        public ArrayWindow stamps() {
            return programs.stamps().another();
        }

        @Override
        public MappedArray stats() {
            return programs.stats();
        }

        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public long wallOffset() {
            return clock.offset();
        }

        @Override
        public List<IcmpError> takeIcmpErrors(int slot) {
            return collector.takeIcmpErrors(slot);
        }

        @Override
        public String whyNotStamped(InetAddress destination, Optional<String> through) {
            return interfaces.whyNotStamped(destination, through);
        }

        @Override
        public double probesPerSecond() {
            return prober.current().stream()
                    .map(ProbeSlot::probe)
                    .filter(Probe::enabled)
                    .mapToDouble(probe -> 1e9 / probe.interval().toNanos())
                    .sum();
        }

        @Override
        public int packetsPerSecond() {
            return packetsPerSecond;
        }
    }
}
