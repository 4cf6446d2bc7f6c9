package org.pathgauge.collect;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeStats;

/**
 * The collector's memory of one generation of one probe: how far its stamps are judged and its slots harvested.
 *
 * <p>Used by the collector's thread alone.
 */
final class Track {
    /** A packet may wait for this many ticks for its neighbour's address before it counts as never stamped. */
    private static final int PATIENCE = 5;

    private static final int REASON_TICKS = 10;

    private final MeasuredProbe probe;
    private final KernelView kernel;
    private final SlotClock clock;
    private final BankReader banks;
    private final long generation;
    private final Instant since;
    private final OpenSlot[] open;
    private final int[] handedOver = new int[PATIENCE];
    private int cursor;
    private long lastEgress;
    private long lastComplete;
    private int neverStampedAge = Integer.MAX_VALUE;
    private int ticksToReason;
    private String reason = "";
    private long refusedSeen;
    private Instant refusedAt = Instant.EPOCH;
    private SlotHistory history = SlotHistory.EMPTY;
    private SlotSummary newest = SlotSummary.NONE;
    private final IntSupplier resultsKept;
    private ResultLog results = ResultLog.NONE;
    private final SlotSink sink;
    private ProbeStats.Windows windows = SlotHistory.EMPTY;
    private ProbeColumns.Known known;

    /**
     * @param resultsKept asked each tick how many results a probe with raw samples keeps
     * @param sink takes each complete slot
     */
    Track(
            MeasuredProbe probe,
            KernelView kernel,
            BankReader banks,
            SlotClock clock,
            IntSupplier resultsKept,
            SlotSink sink) {
        this.resultsKept = resultsKept;
        this.sink = sink;
        this.probe = probe;
        this.kernel = kernel;
        this.clock = clock;
        this.banks = banks;
        this.generation = probe.generation();
        this.since = clock.instant(clock.now());
        this.known = ProbeColumns.Known.starting(probe, since);
        this.open = new OpenSlot[probe.banks()];
        Arrays.setAll(open, i -> new OpenSlot());
        this.cursor = probe.firstSequence();
        Arrays.fill(handedOver, cursor - 1);
        // Packets refused before the first tick lie in this slot, too.
        long running = clock.slotOf(clock.now());
        this.lastComplete = running - 2;
        for (int i = 0; i < probe.banks(); i++) {
            // The wall clock may have gone back since the first packet, and nobody would wait for a slot ahead.
            banks.dropLater(probe.bankBase() + i, running);
        }
    }

    boolean follows(MeasuredProbe other) {
        return probe == other && generation == other.generation();
    }

    Instant since() {
        return since;
    }

    SlotHistory history() {
        return history;
    }

    /** What the newest snapshot tells of the probe beside its numbers and windows. */
    ProbeColumns.Known known() {
        return known;
    }

    void known(ProbeColumns.Known now) {
        known = now;
    }

    /** Windows, histograms and results as of now; the same object as long as nothing changes. */
    ProbeStats.Windows windows() {
        List<ProbeResult> now = results.view();
        if (now.isEmpty()) {
            return history;
        }
        if (!(windows instanceof TrackWindows w) || w.slots() != history || w.results() != now) {
            windows = new TrackWindows(history, now);
        }
        return windows;
    }

    /** Goes on with slots from before the agent started. */
    void goOn(SlotHistory older) {
        history = history.after(older, clock.slotOf(clock.now()));
    }

    /** What happened in the newest complete slot in which something was due. */
    SlotSummary newest() {
        return newest;
    }

    /** Whether packets were handed over lately and none of them reached a watched interface. */
    boolean neverStampedNow() {
        return neverStampedAge < PATIENCE;
    }

    /**
     * Why packets are not stamped, asked again only now and then: it costs a look-up of the route.
     *
     * @param ask tells the reason for an address and a source interface
     */
    String whyNeverStamped(BiFunction<InetAddress, Optional<String>, String> ask) {
        if (--ticksToReason <= 0) {
            ticksToReason = REASON_TICKS;
            reason = probe.address()
                    .map(address -> ask.apply(address, probe.probe().sourceInterface()))
                    .orElse("");
        }
        return reason;
    }

    /** Whether a RST has come in the tick of an instant or later. */
    boolean refusedSince(Instant start) {
        return !refusedAt.isBefore(start);
    }

    /** Takes a raw sample of a reply in time. */
    void sample(long egress, long ingress) {
        long slot = clock.slotOf(egress);
        OpenSlot at = open[(int) (slot & (open.length - 1))];
        if (slot > lastComplete) {
            at.claim(slot);
            at.sample(Math.max(1, ingress - egress));
        }
    }

    /** Judges stamps whose timeout has passed, harvests slots that are complete. Raw samples must have been taken. */
    void tick() {
        long now = clock.now();
        neverStampedAge = neverStampedAge == Integer.MAX_VALUE ? neverStampedAge : neverStampedAge + 1;
        keepResults(probe.probe().samples() ? resultsKept.getAsInt() : 0);
        notice(now);
        judge(now);
        harvest(now);
    }

    private void keepResults(int limit) {
        if (results == ResultLog.NONE && limit > 0) {
            results = new ResultLog();
        }
        results.keep(limit);
    }

    private void notice(long now) {
        long refused = kernel.stats().getLong(probe.slot(), StatsLayout.REFUSED);
        if (refused != refusedSeen) {
            refusedSeen = refused;
            refusedAt = clock.instant(now);
        }
    }

    private void judge(long now) {
        ArrayWindow stamps = kernel.stamps();
        long timeout = probe.probe().timeout().toNanos();
        int newestStamped = kernel.stats().getInt(probe.slot(), StatsLayout.LAST_SEQ_SENT);
        int last = probe.lastSequence();
        int waitedFor = handedOver[0];
        System.arraycopy(handedOver, 1, handedOver, 0, PATIENCE - 1);
        handedOver[PATIENCE - 1] = last;
        if (newestStamped == last) {
            neverStampedAge = Integer.MAX_VALUE;
        }
        if (newestStamped - cursor >= probe.stamps()) {
            // Held up so long that stamps were overwritten: their slots' pattern stays unknown. What waits for its
            // first stamp overwrites none, however much it is.
            cursor = newestStamped - probe.stamps() + 1;
        }
        for (; last - cursor >= 0; cursor++) {
            int index = probe.stampBase() + (cursor & (probe.stamps() - 1));
            // Sequence and state are one word, low half first.
            long word = stamps.getLong(index, StampLayout.SEQ);
            if ((int) word != cursor) {
                if (newestStamped - cursor < 0 && waitedFor - cursor < 0) {
                    // Nothing newer was stamped either: it may still wait for its neighbour's address.
                    return;
                }
                if ((int) word - cursor < 0) {
                    neverStamped(now);
                }
                continue;
            }
            int state = (int) (word >>> Integer.SIZE);
            int status = state & AbiLayout.STAMP_STATE_MASK;
            long egress = stamps.getLong(index, StampLayout.EGRESS_NS);
            boolean decided = status == AbiLayout.STAMP_ANSWERED || status == AbiLayout.STAMP_LATE;
            // The egress time is written after the word; until then an older probe's stands there.
            boolean written = cursor != newestStamped || egress > lastEgress;
            if (!decided && (!written || now - egress <= timeout || status == AbiLayout.STAMP_CLAIMED)) {
                return;
            }
            lastEgress = egress;
            results.add(cursor, egress + clock.offset(), outcome(status), stamps.getLong(index, StampLayout.RTT_NS));
            long slot = slotOf(egress, state >>> AbiLayout.STAMP_BANK_SHIFT & 0xff);
            if (slot > lastComplete) {
                OpenSlot at = open[(int) (slot & (open.length - 1))];
                at.claim(slot);
                at.verdict(status == AbiLayout.STAMP_ANSWERED);
            }
        }
    }

    private static ProbeResult.Outcome outcome(int status) {
        return switch (status) {
            case AbiLayout.STAMP_ANSWERED -> ProbeResult.Outcome.RECEIVED;
            case AbiLayout.STAMP_LATE -> ProbeResult.Outcome.LATE;
            case AbiLayout.STAMP_REFUSED -> ProbeResult.Outcome.REFUSED;
            default -> ProbeResult.Outcome.LOST;
        };
    }

    /** A packet that the socket took never came to a watched interface. */
    private void neverStamped(long now) {
        probe.addUnsent(clock.slotOf(now), 1);
        neverStampedAge = 0;
    }

    /** The slot the kernel counted a stamp in: its time's, or a neighbour when the offset was adjusted since. */
    private long slotOf(long egress, int lowByte) {
        long slot = clock.slotOf(egress);
        for (long near = slot - 1; near <= slot + 1; near++) {
            if ((near & 0xff) == lowByte) {
                return near;
            }
        }
        return slot;
    }

    private void harvest(long now) {
        long complete = clock.newestComplete(now, probe.probe().timeout().toNanos());
        if (now - clock.lastStep() < probe.probe().timeout().toNanos() && complete - lastComplete > 1) {
            // After a step forward, packets on their way still count into banks that look complete.
            return;
        }
        if (complete < lastComplete - 1) {
            wentBack(complete);
        }
        long first = Math.max(lastComplete + 1, complete - probe.banks() + 1);
        for (long slot = first; slot <= complete; slot++) {
            harvestSlot(slot);
        }
        lastComplete = Math.max(lastComplete, complete);
        if (complete == lastComplete) {
            dropRepeated();
        }
    }

    /**
     * After a small step back of the wall clock, packets were counted into a slot that is published already. Its bank
     * must be free again before the slot whose turn comes next.
     */
    private void dropRepeated() {
        int bank = probe.bankBase() + (int) (lastComplete & (open.length - 1));
        banks.drop(bank, lastComplete);
    }

    private void harvestSlot(long slot) {
        int index = (int) (slot & (open.length - 1));
        SlotData data = new SlotData();
        banks.take(probe.bankBase() + index, slot, data);
        if (open[index].holds(slot)) {
            data.pattern = open[index].pattern();
            data.samples = open[index].samples();
        }
        data.unsent = probe.unsentIn(slot);
        if (!data.isEmpty()) {
            data.number = slot;
            data.slots = 1;
            history = history.with(data);
            newest = SlotSummary.of(data);
            sink.complete(probe.probe(), slot, StoredSlot.encode(data));
        }
        if (slot % 6 == 5) {
            history = history.withMinute(slot / 6);
        }
    }

    /** The wall clock went back: slots that lie in the future now are dropped, counted ones in banks too. */
    private void wentBack(long complete) {
        for (int i = 0; i < open.length; i++) {
            banks.drop(probe.bankBase() + i, -1);
            open[i].claim(-1);
        }
        history = history.before(complete + 1);
        lastComplete = complete;
    }
}
