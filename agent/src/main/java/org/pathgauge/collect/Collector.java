package org.pathgauge.collect;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.InternalLayout;
import org.pathgauge.model.Health;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.Snapshot;

/**
 * Turns the contents of the kernel maps into one immutable {@link Snapshot} a tick.
 *
 * <p>Used by one thread.
 */
public final class Collector {
    /**
     * What the sending side counted.
     *
     * @param packetsSent probe packets accepted by the kernel since start
     * @param sendErrors probe packets refused since start
     * @param sendDelayMaxNanos how late the latest packet of the tick was
     */
    public record Sending(long packetsSent, long sendErrors, long sendDelayMaxNanos) {}

    private final ProbePrograms programs;
    private final KernelView kernel;
    private final BankReader banks;
    private final SlotClock clock;
    private final InterfaceWatcher interfaces;
    private final Supplier<List<MeasuredProbe>> probes;
    private final Supplier<Sending> sending;
    private final SampleReader samples;
    private final IcmpErrors icmpErrors;
    private final ColumnPool pool = new ColumnPool();
    private final Track[] tracks;
    private final Instant started;
    private volatile int resultsKept;
    private final IntSupplier kept = () -> resultsKept;
    private SlotSink sink = SlotSink.NONE;
    private final AtomicReference<Optional<RestoredSlots>> arrived = new AtomicReference<>(Optional.empty());
    private Optional<RestoredSlots> restored = Optional.empty();
    private List<MeasuredProbe> followed = List.of();
    private long number;

    /**
     * @param programs the loaded programs
     * @param clock cuts time into slots
     * @param interfaces the watched interfaces
     * @param probes the probes in force, sorted by index
     * @param sending the sender's counters, asked once a tick
     */
    public Collector(
            ProbePrograms programs,
            SlotClock clock,
            InterfaceWatcher interfaces,
            Supplier<List<MeasuredProbe>> probes,
            Supplier<Sending> sending) {
        this.programs = programs;
        this.kernel = KernelView.of(programs);
        this.banks = new BankReader(kernel);
        this.clock = clock;
        this.interfaces = interfaces;
        this.probes = probes;
        this.sending = sending;
        this.samples = new SampleReader(programs.samples());
        this.icmpErrors = new IcmpErrors(programs, clock);
        this.tracks = new Track[programs.stats().elements()];
        this.started = clock.instant(clock.now());
    }

    /**
     * Sets how many of the newest results each probe with raw samples keeps, from the next tick on.
     *
     * @return how many it was before
     */
    public int keepResults(int limit) {
        int before = resultsKept;
        resultsKept = limit;
        return before;
    }

    /** Has complete slots kept; before the first tick. */
    public void keepSlotsIn(SlotSink keeper) {
        sink = keeper;
    }

    /** Has windows go on with slots from before the agent started, from the next tick on. From any thread. */
    public void restore(RestoredSlots slots) {
        arrived.set(Optional.of(slots));
    }

    /** Harvests what is complete and tells everything that is known now, without alarms. */
    public Snapshot tick() {
        clock.tick();
        interfaces.tick();
        List<MeasuredProbe> current = probes.get();
        if (current != followed) {
            forgetOthers(current);
            followed = current;
        }
        icmpErrors.tick(slot -> track(slot) != null);
        current.forEach(this::follow);
        goOn(current);
        samples.drain(this::track);
        long[] internal = programs.internalCounters();
        long samplesLost = internal[InternalLayout.SAMPLES_LOST / Long.BYTES];
        ProbeColumns columns = pool.columns(current.size());
        for (int i = 0; i < current.size(); i++) {
            enter(columns, i, current.get(i), samplesLost);
        }
        sink.tickEnded();
        Sending sent = sending.get();
        Health health = new Health(
                packetsPerSecond(current),
                sent.packetsSent(),
                sent.sendErrors(),
                sent.sendDelayMaxNanos(),
                samplesLost,
                internal[InternalLayout.ICMP_ERROR_MAP_FULL / Long.BYTES],
                internal[InternalLayout.BANK_OVERRUNS / Long.BYTES],
                internal[InternalLayout.HISTOGRAM_FULL / Long.BYTES],
                sink.health());
        return Snapshot.at(++number, clock.instant(clock.now()), started)
                .probes(columns)
                .interfaces(interfaces.drops())
                .health(health)
                .build();
    }

    /** Reads the ICMP errors of a kernel slot that is no probe's, and forgets them. From any thread. */
    public List<IcmpError> takeIcmpErrors(int slot) {
        return icmpErrors.take(slot);
    }

    private Track track(int slot) {
        return slot >= 0 && slot < tracks.length ? tracks[slot] : null;
    }

    /** Drops the tracks of slots that no probe has any more. */
    private void forgetOthers(List<MeasuredProbe> current) {
        BitSet used = new BitSet(tracks.length);
        current.stream().mapToInt(MeasuredProbe::slot).filter(slot -> slot >= 0).forEach(used::set);
        for (int slot = used.nextClearBit(0); slot < tracks.length; slot = used.nextClearBit(slot + 1)) {
            tracks[slot] = null;
        }
    }

    /** Gives tracks the past that has arrived from the disk; tracks that begin later get theirs as they begin. */
    private void goOn(List<MeasuredProbe> current) {
        Optional<RestoredSlots> fresh = arrived.getAndSet(Optional.empty());
        if (fresh.isPresent()) {
            restored = fresh;
            current.forEach(this::goOn);
        }
    }

    private void goOn(MeasuredProbe probe) {
        Track track = track(probe.slot());
        if (track != null && restored.isPresent()) {
            restored.get().take(probe.probe()).ifPresent(track::goOn);
        }
    }

    /** Begins a new track when the slot has another probe, or the same one from zero. */
    private void follow(MeasuredProbe probe) {
        if (probe.slot() < 0) {
            return;
        }
        Track have = tracks[probe.slot()];
        boolean fits = have != null && have.follows(probe);
        if (!fits) {
            icmpErrors.forget(probe.slot());
            tracks[probe.slot()] = probe.generation() == 0 ? null : new Track(probe, kernel, banks, clock, kept, sink);
            goOn(probe);
        }
    }

    private void enter(ProbeColumns columns, int at, MeasuredProbe probe, long samplesLost) {
        Track track = track(probe.slot());
        if (track == null) {
            columns.set(at, probe.probe(), state(probe), reason(probe), started);
            return;
        }
        track.tick();
        List<IcmpError> errors = icmpErrors.of(probe.slot());
        State state = state(probe, track, errors);
        columns.set(at, probe, state.state(), state.reason(), track, errors, kernel.stats(), samplesLost);
    }

    private record State(ProbeState state, String reason) {
        static final State UP = new State(ProbeState.UP, "");
        static final State STARTING = new State(ProbeState.STARTING, "no slot of ten seconds is complete yet");
    }

    private static ProbeState state(MeasuredProbe probe) {
        if (!probe.probe().enabled()) {
            return ProbeState.DISABLED;
        }
        return probe.resolveProblem().isEmpty() ? ProbeState.STARTING : ProbeState.UNRESOLVED;
    }

    private static String reason(MeasuredProbe probe) {
        if (!probe.probe().enabled()) {
            return "switched off by configuration";
        }
        return probe.resolveProblem().isEmpty() ? "resolving " + probe.probe().target() : probe.resolveProblem();
    }

    private State state(MeasuredProbe probe, Track track, List<IcmpError> errors) {
        if (!probe.sendProblem().isEmpty()) {
            return new State(ProbeState.CANNOT_SEND, probe.sendProblem());
        }
        if (track.neverStampedNow()) {
            return new State(ProbeState.CANNOT_SEND, track.whyNeverStamped(interfaces::whyNotStamped));
        }
        SlotSummary newest = track.newest();
        if (!newest.exists()) {
            return State.STARTING;
        }
        if (newest.received() > 0) {
            return State.UP;
        }
        if (newest.sent() == 0) {
            return new State(
                    ProbeState.CANNOT_SEND,
                    newest.unsent() + " probes were due from " + newest.start() + " on and none could be sent");
        }
        return new State(
                ProbeState.UNREACHABLE,
                "none of " + newest.sent() + " probes sent from " + newest.start() + " on was answered"
                        + because(probe, track, newest, errors));
    }

    /** What came instead of replies; empty or beginning with a semicolon. */
    private static String because(MeasuredProbe probe, Track track, SlotSummary newest, List<IcmpError> errors) {
        if (track.refusedSince(newest.start())) {
            return "; the target refuses connections: its TCP port "
                    + probe.probe().port().orElse(0) + " is closed";
        }
        return errors.stream()
                .max((a, b) -> a.last().compareTo(b.last()))
                .map(e ->
                        "; " + e.sender().getHostAddress() + " sent ICMP error type " + e.type() + " code " + e.code())
                .orElse("");
    }

    private static long packetsPerSecond(List<MeasuredProbe> probes) {
        double rate = 0;
        for (MeasuredProbe probe : probes) {
            if (probe.probe().enabled()) {
                rate += 1e9 / probe.probe().interval().toNanos();
            }
        }
        return Math.round(rate);
    }
}
