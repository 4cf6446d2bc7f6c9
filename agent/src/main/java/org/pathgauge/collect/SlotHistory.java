package org.pathgauge.collect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.pathgauge.metrics.LossPattern;
import org.pathgauge.metrics.Moments;
import org.pathgauge.metrics.Ppm;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;
import org.pathgauge.model.WindowLimits;

/**
 * The newest six slots of ten seconds and fifteen of a minute of one probe, and histograms of all slots since it began,
 * packed; immutable, so that a snapshot that holds it gives the same windows for ever.
 *
 * <p>Slots without anything due are left out. A window of a length ends with the newest complete slot (10 s) or minute
 * (1, 5 and 15 min) in which a probe was due, and {@link Window#slots} tells how much of it has data.
 */
final class SlotHistory implements ProbeStats.Windows {
    static final SlotHistory EMPTY =
            new SlotHistory(new byte[0][], PackedMinutes.NONE, PackedSlot.packTotals(new SlotData()));

    private static final int TENS = 6;
    private static final int MINUTES = 15;
    private static final int PDV_PPM = 950_000;

    /** Newest first. */
    private final byte[][] tens;

    private final byte[][] minutes;

    /** Never taken back: a slot that the wall clock's step made unpublished was measured all the same. */
    private final byte[] totals;

    private SlotHistory(byte[][] tens, byte[][] minutes, byte[] totals) {
        this.tens = tens;
        this.minutes = minutes;
        this.totals = totals;
    }

    /** This history and a complete slot newer than all in it. */
    SlotHistory with(SlotData slot) {
        return new SlotHistory(push(tens, PackedSlot.pack(slot)), minutes, plus(slot));
    }

    private byte[] plus(SlotData slot) {
        if (slot.rtt.size() == 0 && slot.ipdv.size() == 0) {
            return totals;
        }
        SlotData sum = PackedSlot.unpackTotals(totals);
        sum.rttSum += slot.rttSum;
        sum.ipdvAbsSum += slot.ipdvAbsSum;
        sum.rtt.addAll(slot.rtt);
        sum.ipdv.addAll(slot.ipdv);
        return PackedSlot.packTotals(sum);
    }

    /**
     * This history and a complete minute, made of those of its slots that have data.
     *
     * @param minute number of minutes since the epoch
     */
    SlotHistory withMinute(long minute) {
        if (minutes.length > 0 && PackedMinutes.newest(minutes) >= minute * TENS) {
            // Complete since before the agent started.
            return this;
        }
        List<SlotData> parts = new ArrayList<>(TENS);
        for (int i = tens.length - 1; i >= 0; i--) {
            if (PackedSlot.number(tens[i]) / TENS == minute) {
                parts.add(PackedSlot.unpack(tens[i]));
            }
        }
        if (parts.isEmpty()) {
            return this;
        }
        SlotData joined = SlotData.join(parts);
        joined.number = minute * TENS;
        return new SlotHistory(tens, PackedMinutes.push(minutes, PackedSlot.pack(joined), MINUTES), totals);
    }

    /** This history without slots and minutes that reach a slot number, after the wall clock went back. */
    SlotHistory before(long slotNumber) {
        byte[][] left = PackedMinutes.NONE;
        List<byte[]> earlier = PackedMinutes.select(minutes, number -> number + TENS <= slotNumber);
        for (byte[] minute : earlier.reversed()) {
            left = PackedMinutes.push(left, minute, MINUTES);
        }
        return new SlotHistory(
                Arrays.stream(tens)
                        .filter(t -> PackedSlot.number(t) < slotNumber)
                        .toArray(byte[][]::new),
                left,
                totals);
    }

    /**
     * This history and a slot from before the agent started, newer than all in it, which its totals do not count; one
     * that is not newer is left out. A minute is complete with its last slot or when one of a later minute comes.
     */
    SlotHistory restored(SlotData slot) {
        if (tens.length > 0 && slot.number <= PackedSlot.number(tens[0])) {
            return this;
        }
        SlotHistory until = closedBefore(slot.number);
        SlotHistory with = new SlotHistory(push(until.tens, PackedSlot.pack(slot)), until.minutes, until.totals);
        return with.closedBefore(slot.number + 1);
    }

    /** This history with its newest minute complete if a slot belongs to a later one. */
    private SlotHistory closedBefore(long slotNumber) {
        if (tens.length == 0) {
            return this;
        }
        long minute = PackedSlot.number(tens[0]) / TENS;
        return slotNumber / TENS <= minute ? this : withMinute(minute);
    }

    /**
     * This history with what an older one has from before it; its totals stay.
     *
     * @param running number of the slot that is measured now
     */
    SlotHistory after(SlotHistory older, long running) {
        List<byte[]> own = PackedMinutes.select(minutes, number -> true);
        long first = tens.length == 0 ? running : PackedSlot.number(tens[tens.length - 1]);
        if (!own.isEmpty()) {
            first = Math.min(first, PackedSlot.number(own.getLast()));
        }
        SlotHistory old = older.before(first).closedBefore(first);
        byte[][] joined = old.minutes;
        for (byte[] minute : own.reversed()) {
            joined = PackedMinutes.push(joined, minute, MINUTES);
        }
        byte[][] newest = Stream.concat(Arrays.stream(tens), Arrays.stream(old.tens))
                .limit(TENS)
                .toArray(byte[][]::new);
        return new SlotHistory(newest, joined, totals);
    }

    private static byte[][] push(byte[][] ring, byte[] newest) {
        byte[][] pushed = new byte[Math.min(TENS, ring.length + 1)][];
        pushed[0] = newest;
        System.arraycopy(ring, 0, pushed, 1, pushed.length - 1);
        return pushed;
    }

    @Override
    public Optional<Window> window(WindowLength length) {
        if (length == WindowLength.SECONDS_10) {
            return tens.length == 0 ? Optional.empty() : Optional.of(window(length, PackedSlot.unpack(tens[0])));
        }
        if (minutes.length == 0) {
            return Optional.empty();
        }
        int tensInWindow = length.seconds() / WindowLength.SECONDS_10.seconds();
        long first = PackedMinutes.newest(minutes) + TENS - tensInWindow;
        List<SlotData> parts = PackedMinutes.select(minutes, number -> number >= first).stream()
                .map(PackedSlot::unpack)
                .toList()
                .reversed();
        SlotData joined = SlotData.join(parts);
        joined.number = first;
        return Optional.of(window(length, joined));
    }

    @Override
    public WindowLimits limits() {
        PackedSlot.Heads heads = new PackedSlot.Heads();
        if (tens.length > 0) {
            heads.add(tens[0], 0);
        }
        PackedMinutes.forEach(minutes, heads::add);
        return heads.limits();
    }

    @Override
    public Histogram rttTotal() {
        return PackedSlot.unpackTotals(totals).rtt.toHistogram(Histogram.RTT_PER_OCTAVE);
    }

    @Override
    public long rttTotalSumNanos() {
        return PackedSlot.unpackTotals(totals).rttSum;
    }

    @Override
    public Histogram ipdvTotal() {
        return PackedSlot.unpackTotals(totals).ipdv.toHistogram(Histogram.IPDV_PER_OCTAVE);
    }

    @Override
    public long ipdvTotalSumNanos() {
        return PackedSlot.unpackTotals(totals).ipdvAbsSum;
    }

    private static Window window(WindowLength length, SlotData s) {
        Instant start = SlotClock.startOf(s.number);
        return window(length, start, start.plus(length.duration()), s);
    }

    /** The statistics of joined slots, as of a stretch of time. */
    static Window window(WindowLength length, Instant start, Instant end, SlotData s) {
        boolean any = s.received > 0;
        boolean pairs = s.ipdvCount > 0;
        boolean patternKnown = s.sent > 0 && s.pattern.probes() == s.sent;
        boolean samplesComplete = any && s.samples.size() == s.received;
        LossPattern pattern = s.pattern;
        return new Window(
                length,
                start,
                end,
                s.slots,
                s.sent,
                s.received,
                Math.max(0, s.sent - s.received),
                s.late,
                s.duplicates,
                s.reordered,
                s.unsent,
                Ppm.ratio(Math.max(0, s.sent - s.received), s.sent),
                defined(patternKnown, pattern.periods()),
                defined(patternKnown, pattern.longest()),
                defined(any, s.rttMin),
                defined(any, s.rttMax),
                any ? OptionalLong.of(Moments.mean(s.rttSum, s.received)) : OptionalLong.empty(),
                any
                        ? OptionalLong.of(Moments.standardDeviation(s.rttSum, s.rttSquares, s.received))
                        : OptionalLong.empty(),
                s.rttSum,
                s.rttSquares,
                s.ipdvCount,
                defined(pairs, s.ipdvMin),
                defined(pairs, s.ipdvMax),
                pairs ? OptionalLong.of(Moments.mean(s.ipdvAbsSum, s.ipdvCount)) : OptionalLong.empty(),
                defined(s.jitter >= 0, s.jitter),
                samplesComplete ? s.samples.pdvPercentileNanos(PDV_PPM) : OptionalLong.empty(),
                samplesComplete ? s.samples.pdvMaxNanos() : OptionalLong.empty(),
                s.rtt.toHistogram(Histogram.RTT_PER_OCTAVE),
                s.ipdv.toHistogram(Histogram.IPDV_PER_OCTAVE));
    }

    private static OptionalLong defined(boolean defined, long value) {
        return defined ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
