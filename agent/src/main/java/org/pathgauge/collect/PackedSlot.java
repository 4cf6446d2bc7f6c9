package org.pathgauge.collect;

import java.util.Arrays;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;

/**
 * One slot of one probe in about a hundred bytes: numbers of variable length, seven bits a byte, least significant
 * first; signed ones zigzag; bucket numbers and sorted samples as differences.
 *
 * <p>An array is written once and never changed, so that snapshots may share it.
 */
final class PackedSlot {
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int at;

    private PackedSlot() {}

    static byte[] pack(SlotData slot) {
        PackedSlot p = new PackedSlot();
        p.put(slot.number);
        p.put(slot.slots);
        p.put(slot.sent);
        p.put(slot.received);
        p.put(slot.late);
        p.put(slot.duplicates);
        p.put(slot.reordered);
        p.put(slot.unsent);
        p.put(slot.rttSum);
        p.put(slot.rttSquares);
        p.put(slot.rttMin);
        p.put(slot.rttMax - slot.rttMin);
        p.put(slot.ipdvCount);
        p.put(slot.ipdvAbsSum);
        p.putSigned(slot.ipdvMin);
        p.putSigned(slot.ipdvMax);
        p.putSigned(slot.jitter);
        p.put(slot.pattern.probes());
        p.put(slot.pattern.periods());
        p.put(slot.pattern.longest());
        p.put(slot.pattern.head());
        p.put(slot.pattern.tail());
        p.put(slot.samples.size());
        for (int i = 0; i < slot.samples.size(); i++) {
            p.put(slot.samples.delayNanos(i) - (i == 0 ? 0 : slot.samples.delayNanos(i - 1)));
        }
        p.putCounts(slot.rtt);
        p.putCounts(slot.ipdv);
        return Arrays.copyOf(p.bytes, p.at);
    }

    static SlotData unpack(byte[] bytes) {
        PackedSlot p = new PackedSlot();
        p.bytes = bytes;
        SlotData slot = new SlotData();
        slot.number = p.get();
        slot.slots = (int) p.get();
        slot.sent = p.get();
        slot.received = p.get();
        slot.late = p.get();
        slot.duplicates = p.get();
        slot.reordered = p.get();
        slot.unsent = p.get();
        slot.rttSum = p.get();
        slot.rttSquares = p.get();
        slot.rttMin = p.get();
        slot.rttMax = slot.rttMin + p.get();
        slot.ipdvCount = p.get();
        slot.ipdvAbsSum = p.get();
        slot.ipdvMin = p.getSigned();
        slot.ipdvMax = p.getSigned();
        slot.jitter = p.getSigned();
        slot.pattern = new LossPattern(p.get(), p.get(), p.get(), p.get(), p.get());
        long[] samples = new long[(int) p.get()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = p.get() + (i == 0 ? 0 : samples[i - 1]);
        }
        slot.samples = DelaySamples.of(samples, samples.length);
        p.getCounts(slot.rtt);
        p.getCounts(slot.ipdv);
        return slot;
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
        PackedSlot p = new PackedSlot();
        p.bytes = bytes;
        return p.get();
    }

    private void putCounts(SparseCounts counts) {
        put(counts.size());
        for (int i = 0; i < counts.size(); i++) {
            put(counts.bucketAt(i) - (i == 0 ? 0 : counts.bucketAt(i - 1)));
            put(counts.countAt(i));
        }
    }

    private void getCounts(SparseCounts counts) {
        int size = (int) get();
        int bucket = 0;
        for (int i = 0; i < size; i++) {
            bucket += (int) get();
            counts.add(bucket, get());
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
