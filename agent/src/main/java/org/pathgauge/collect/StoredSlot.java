package org.pathgauge.collect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;
import org.pathgauge.model.Histogram;

/**
 * One slot of one probe in the form in which it is kept on disk, version {@link #VERSION}.
 *
 * <p>The form never changes; another one gets another version. Numbers are of variable length, seven bits an octet,
 * least significant first; signed ones are zigzag. A mask tells which of the {@link #FIELDS} follow; the others are 0.
 * Then come raw samples, sorted, as differences, and the histograms of round-trip times and IPDV as differences of
 * bucket numbers and counts. What follows from complete samples is left out.
 */
final class StoredSlot {
    static final int VERSION = 1;

    /** Fields of the mask in their order; the first of them has bit 0. */
    private static final int FIELDS = 21;

    private static final int IMPLIED_BY_SAMPLES = 1 << FIELDS;
    private static final int MOST = 65_536;

    private StoredSlot() {}

    /** The fields of a slot, each as a number that is small, and mostly 0, when nothing is wrong. */
    private static long[] fields(SlotData s, boolean implied) {
        boolean any = s.received > 0 && !implied;
        boolean pairs = s.ipdvCount > 0;
        return new long[] {
            s.sent,
            zigzag(s.sent - s.received),
            s.late,
            s.duplicates,
            s.reordered,
            s.unsent,
            implied ? 0 : s.rttSum,
            s.rttSquares,
            any ? s.rttMin : 0,
            any ? s.rttMax - s.rttMin : 0,
            zigzag(s.received - 1 - s.ipdvCount),
            s.ipdvAbsSum,
            pairs ? zigzag(s.ipdvMin) : 0,
            pairs ? zigzag(s.ipdvMax) : 0,
            s.jitter + 1,
            zigzag(s.sent - s.pattern.probes()),
            s.pattern.periods(),
            s.pattern.longest(),
            s.pattern.head(),
            s.pattern.tail(),
            zigzag(s.received - s.samples.size())
        };
    }

    static byte[] encode(SlotData slot) {
        boolean implied = followsFromSamples(slot);
        long[] fields = fields(slot, implied);
        long mask = implied ? IMPLIED_BY_SAMPLES : 0;
        for (int i = 0; i < FIELDS; i++) {
            mask |= fields[i] == 0 ? 0 : 1L << i;
        }
        Out out = new Out();
        out.put(mask);
        for (long field : fields) {
            if (field != 0) {
                out.put(field);
            }
        }
        for (int i = 0; i < slot.samples.size(); i++) {
            out.put(slot.samples.delayNanos(i) - (i == 0 ? 0 : slot.samples.delayNanos(i - 1)));
        }
        if (!implied) {
            out.put(slot.rtt);
        }
        out.put(slot.ipdv);
        return Arrays.copyOf(out.bytes, out.at);
    }

    /** The slot, or empty when the octets are none of this version. */
    static Optional<SlotData> decode(long number, byte[] stored) {
        try {
            ByteBuffer in = ByteBuffer.wrap(stored);
            SlotData slot = decode(in);
            slot.number = number;
            slot.slots = 1;
            return in.hasRemaining() ? Optional.empty() : Optional.of(slot);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SlotData decode(ByteBuffer in) {
        long mask = get(in);
        long[] f = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            f[i] = (mask & 1L << i) == 0 ? 0 : get(in);
        }
        SlotData s = new SlotData();
        s.sent = f[0];
        s.received = s.sent - unzigzag(f[1]);
        s.late = f[2];
        s.duplicates = f[3];
        s.reordered = f[4];
        s.unsent = f[5];
        s.rttSum = f[6];
        s.rttSquares = f[7];
        s.rttMin = f[8];
        s.rttMax = f[8] + f[9];
        s.ipdvCount = s.received - 1 - unzigzag(f[10]);
        s.ipdvAbsSum = f[11];
        s.ipdvMin = unzigzag(f[12]);
        s.ipdvMax = unzigzag(f[13]);
        s.jitter = f[14] - 1;
        s.pattern = new LossPattern(s.sent - unzigzag(f[15]), f[16], f[17], f[18], f[19]);
        s.samples = samples(in, s.received - unzigzag(f[20]));
        if ((mask & IMPLIED_BY_SAMPLES) == 0) {
            get(in, s.rtt, Histogram.OCTAVES * Histogram.RTT_PER_OCTAVE + 2);
        } else {
            imply(s);
        }
        get(in, s.ipdv, Histogram.OCTAVES * Histogram.IPDV_PER_OCTAVE + 2);
        if (s.sent < 0 || s.received < 0 || s.ipdvCount < 0 || s.rttMin < 0 || s.rttMax < s.rttMin) {
            throw new IllegalArgumentException("numbers that no slot has");
        }
        return s;
    }

    /** Whether sum, extremes and histogram of the round-trip times are just those of the samples. */
    private static boolean followsFromSamples(SlotData slot) {
        if (slot.samples.size() == 0 || slot.samples.size() != slot.received) {
            return false;
        }
        SlotData implied = new SlotData();
        implied.samples = slot.samples;
        imply(implied);
        boolean same = implied.rttSum == slot.rttSum
                && implied.rttMin == slot.rttMin
                && implied.rttMax == slot.rttMax
                && implied.rtt.size() == slot.rtt.size();
        for (int i = 0; same && i < slot.rtt.size(); i++) {
            same = implied.rtt.bucketAt(i) == slot.rtt.bucketAt(i) && implied.rtt.countAt(i) == slot.rtt.countAt(i);
        }
        return same;
    }

    private static void imply(SlotData slot) {
        DelaySamples samples = slot.samples;
        if (samples.size() == 0) {
            throw new IllegalArgumentException("nothing follows from no samples");
        }
        slot.rttMin = samples.delayNanos(0);
        slot.rttMax = samples.delayNanos(samples.size() - 1);
        slot.rttSum = 0;
        for (int i = 0; i < samples.size(); i++) {
            slot.rttSum += samples.delayNanos(i);
            slot.rtt.add(bucket(samples.delayNanos(i)), 1);
        }
    }

    /** The bucket of a round-trip time, as the kernel finds it. */
    static int bucket(long nanos) {
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, nanos));
        if (exponent < Histogram.FIRST_EXPONENT) {
            return 0;
        }
        int octave = exponent - Histogram.FIRST_EXPONENT;
        if (octave >= Histogram.OCTAVES) {
            return Histogram.OCTAVES * Histogram.RTT_PER_OCTAVE + 1;
        }
        int step = (int) (nanos >>> exponent - 3) & Histogram.RTT_PER_OCTAVE - 1;
        return 1 + octave * Histogram.RTT_PER_OCTAVE + step;
    }

    private static DelaySamples samples(ByteBuffer in, long count) {
        if (count < 0 || count > Math.min(MOST, in.remaining())) {
            throw new IllegalArgumentException(count + " samples");
        }
        long[] samples = new long[(int) count];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = get(in) + (i == 0 ? 0 : samples[i - 1]);
        }
        return DelaySamples.of(samples, samples.length);
    }

    private static void get(ByteBuffer in, SparseCounts counts, int buckets) {
        long size = get(in);
        long bucket = 0;
        if (size < 0 || size > buckets) {
            throw new IllegalArgumentException(size + " buckets");
        }
        for (int i = 0; i < size; i++) {
            bucket += get(in);
            if (bucket < 0 || bucket >= buckets) {
                throw new IllegalArgumentException("bucket " + bucket);
            }
            counts.add((int) bucket, get(in));
        }
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten octets");
    }

    private static final class Out {
        private byte[] bytes = new byte[128];
        private int at;

        void put(long value) {
            if (at + 10 > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes[at++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[at++] = (byte) rest;
        }

        void put(SparseCounts counts) {
            put(counts.size());
            for (int i = 0; i < counts.size(); i++) {
                put(counts.bucketAt(i) - (i == 0 ? 0 : counts.bucketAt(i - 1)));
                put(counts.countAt(i));
            }
        }
    }
}
