package org.pathgauge.collect;

import java.util.Arrays;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;
import org.pathgauge.model.WindowLimits;

/**
 * One slot of one probe in about seventy bytes: numbers of variable length, seven bits a byte, least significant first;
 * signed ones zigzag; sorted samples as differences.
 *
 * <pre>
 *   number, slots, sent, sent - received, flags
 *   EVENTS    late, duplicates, reordered, unsent
 *   REPLIES   rttSum, rttSquares, rttMin, rttMax - rttMin
 *   PAIRS     received - ipdvCount, ipdvAbsSum, ipdvMin, ipdvMax
 *   JITTER    jitter
 *   PATTERN   its five numbers; otherwise all that was sent was received
 *   SAMPLES   how many, then each
 *   two histograms: number of buckets, then a bucket each: 2 * count, plus 1 when buckets before it are left out,
 *   whose number less one follows
 * </pre>
 *
 * <p>An array is written once and never changed, so that snapshots may share it.
 */
final class PackedSlot {
    private static final byte[] NOTHING = {};
    private static final int EVENTS = 1;
    private static final int REPLIES = 2;
    private static final int PAIRS = 4;
    private static final int JITTER = 8;
    private static final int PATTERN = 16;
    private static final int SAMPLES = 32;

    private byte[] bytes = NOTHING;
    private int at;

    private PackedSlot() {}

    static byte[] pack(SlotData slot) {
        PackedSlot p = new PackedSlot();
        int flags = flags(slot);
        p.put(slot.number);
        p.put(slot.slots);
        p.put(slot.sent);
        p.putSigned(slot.sent - slot.received);
        p.put(flags);
        if ((flags & EVENTS) != 0) {
            p.put(slot.late);
            p.put(slot.duplicates);
            p.put(slot.reordered);
            p.put(slot.unsent);
        }
        if ((flags & REPLIES) != 0) {
            p.put(slot.rttSum);
            p.put(slot.rttSquares);
            p.put(slot.rttMin);
            p.put(slot.rttMax - slot.rttMin);
        }
        if ((flags & PAIRS) != 0) {
            p.putSigned(slot.received - slot.ipdvCount);
            p.put(slot.ipdvAbsSum);
            p.putSigned(slot.ipdvMin);
            p.putSigned(slot.ipdvMax);
        }
        if ((flags & JITTER) != 0) {
            p.put(slot.jitter);
        }
        if ((flags & PATTERN) != 0) {
            p.putPattern(slot.pattern);
        }
        if ((flags & SAMPLES) != 0) {
            p.putSamples(slot.samples);
        }
        p.putCounts(slot.rtt);
        p.putCounts(slot.ipdv);
        return Arrays.copyOf(p.bytes, p.at);
    }

    private static int flags(SlotData slot) {
        boolean events = (slot.late | slot.duplicates | slot.reordered | slot.unsent) != 0;
        boolean plain = slot.pattern.probes() == slot.sent && slot.pattern.periods() == 0;
        return (events ? EVENTS : 0)
                | (slot.received > 0 ? REPLIES : 0)
                | (slot.ipdvCount > 0 ? PAIRS : 0)
                | (slot.jitter >= 0 ? JITTER : 0)
                | (plain ? 0 : PATTERN)
                | (slot.samples.size() > 0 ? SAMPLES : 0);
    }

    private void putPattern(LossPattern pattern) {
        put(pattern.probes());
        put(pattern.periods());
        put(pattern.longest());
        put(pattern.head());
        put(pattern.tail());
    }

    private void putSamples(DelaySamples samples) {
        put(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            put(samples.delayNanos(i) - (i == 0 ? 0 : samples.delayNanos(i - 1)));
        }
    }

    static SlotData unpack(byte[] bytes) {
        PackedSlot p = new PackedSlot();
        p.bytes = bytes;
        SlotData slot = new SlotData();
        slot.number = p.get();
        slot.slots = (int) p.get();
        slot.sent = p.get();
        slot.received = slot.sent - p.getSigned();
        int flags = (int) p.get();
        if ((flags & EVENTS) != 0) {
            slot.late = p.get();
            slot.duplicates = p.get();
            slot.reordered = p.get();
            slot.unsent = p.get();
        }
        if ((flags & REPLIES) != 0) {
            slot.rttSum = p.get();
            slot.rttSquares = p.get();
            slot.rttMin = p.get();
            slot.rttMax = slot.rttMin + p.get();
        }
        if ((flags & PAIRS) != 0) {
            slot.ipdvCount = slot.received - p.getSigned();
            slot.ipdvAbsSum = p.get();
            slot.ipdvMin = p.getSigned();
            slot.ipdvMax = p.getSigned();
        }
        if ((flags & JITTER) != 0) {
            slot.jitter = p.get();
        }
        slot.pattern = (flags & PATTERN) != 0
                ? new LossPattern(p.get(), p.get(), p.get(), p.get(), p.get())
                : new LossPattern(slot.sent, 0, 0, 0, 0);
        if ((flags & SAMPLES) != 0) {
            slot.samples = p.getSamples();
        }
        p.getCounts(slot.rtt);
        p.getCounts(slot.ipdv);
        return slot;
    }

    private DelaySamples getSamples() {
        long[] samples = new long[(int) get()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = get() + (i == 0 ? 0 : samples[i - 1]);
        }
        return DelaySamples.of(samples, samples.length);
    }

    /** Histograms of round-trip times and IPDV with their sums alone, for what is kept of all slots ever. */
    static byte[] packTotals(SlotData totals) {
        PackedSlot p = new PackedSlot();
        p.put(totals.rttSum);
        p.put(totals.ipdvAbsSum);
        p.putCounts(totals.rtt);
        p.putCounts(totals.ipdv);
        return Arrays.copyOf(p.bytes, p.at);
    }

    /** What {@link #packTotals} packed. */
    static SlotData unpackTotals(byte[] packed) {
        PackedSlot p = new PackedSlot();
        p.bytes = packed;
        SlotData totals = new SlotData();
        totals.rttSum = p.get();
        totals.ipdvAbsSum = p.get();
        p.getCounts(totals.rtt);
        p.getCounts(totals.ipdv);
        return totals;
    }

    /** The number of a packed slot, without unpacking the rest. */
    static long number(byte[] bytes) {
        return number(bytes, 0);
    }

    /** The number of a packed slot that begins at a place of an array. */
    static long number(byte[] bytes, int from) {
        PackedSlot p = new PackedSlot();
        p.bytes = bytes;
        p.at = from;
        return p.get();
    }

    /** What no window made of some packed slots exceeds, from their first numbers alone. */
    static final class Heads {
        private final PackedSlot head = new PackedSlot();
        private long sent;
        private int flags;

        /** A packed slot that begins at a place of an array. */
        void add(byte[] bytes, int from) {
            head.bytes = bytes;
            head.at = from;
            head.get();
            head.get();
            sent += head.get();
            head.get();
            flags |= (int) head.get();
        }

        WindowLimits limits() {
            return new WindowLimits(
                    sent, (flags & REPLIES) != 0, (flags & PAIRS) != 0, (flags & JITTER) != 0, (flags & SAMPLES) != 0);
        }
    }

    private void putCounts(SparseCounts counts) {
        put(counts.size());
        int next = 0;
        for (int i = 0; i < counts.size(); i++) {
            int left = counts.bucketAt(i) - next;
            put(counts.countAt(i) << 1 | (left > 0 ? 1 : 0));
            if (left > 0) {
                put(left - 1);
            }
            next = counts.bucketAt(i) + 1;
        }
    }

    private void getCounts(SparseCounts counts) {
        int size = (int) get();
        int next = 0;
        for (int i = 0; i < size; i++) {
            long value = get();
            int bucket = next + ((value & 1) == 0 ? 0 : (int) get() + 1);
            counts.add(bucket, value >>> 1);
            next = bucket + 1;
        }
    }

    private void putSigned(long value) {
        put(value << 1 ^ value >> 63);
    }

    private long getSigned() {
        long value = get();
        return value >>> 1 ^ -(value & 1);
    }

    private void put(long value) {
        if (at + 10 > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(128, 2 * bytes.length));
        }
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    private long get() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
