package org.pathgauge.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * The exact statistics of a run of packets, from the stamps of each.
 *
 * <p>Packets are given by rising sequence. A packet whose round-trip time is negative is lost; one that was never sent is
 * not given, and leaves a gap in the sequence over which no IPDV is taken.
 */
public final class PacketRun {
    private final long[] rtts;
    private final int sent;
    private final LossPattern losses;
    private final int reordered;
    private final OptionalLong jitter;
    private final Ipdv ipdv;

    /** IPDV (RFC 3393) of consecutive packets that were both received. */
    private record Ipdv(long count, long min, long max, long absSum) {}

    private PacketRun(long[] rtts, int sent, LossPattern losses, int reordered, OptionalLong jitter, Ipdv ipdv) {
        this.rtts = rtts;
        this.sent = sent;
        this.losses = losses;
        this.reordered = reordered;
        this.jitter = jitter;
        this.ipdv = ipdv;
    }

    /**
     * Computes a run.
     *
     * @param count how many elements of each array are packets
     * @param sequence numbers, strictly rising
     * @param egress when each was sent, ns
     * @param rtt round-trip times, ns; negative for a lost packet
     */
    public static PacketRun of(int count, int[] sequence, long[] egress, long[] rtt) {
        long[] sorted =
                Arrays.stream(rtt, 0, count).filter(r -> r >= 0).sorted().toArray();
        LossPattern losses = LossPattern.EMPTY;
        for (int i = 0; i < count; i++) {
            losses = losses.then(LossPattern.of(rtt[i] >= 0));
        }
        int[] arrivals = arrivals(count, egress, rtt);
        return new PacketRun(
                sorted,
                count,
                losses,
                reordered(arrivals, sequence),
                jitter(arrivals, rtt),
                ipdv(count, sequence, rtt));
    }

    /** Indexes of the received packets in the order in which their replies came; of simultaneous ones by sequence. */
    private static int[] arrivals(int count, long[] egress, long[] rtt) {
        Integer[] order = new Integer[count];
        int received = 0;
        for (int i = 0; i < count; i++) {
            if (rtt[i] >= 0) {
                order[received++] = i;
            }
        }
        Arrays.sort(order, 0, received, Comparator.comparingLong(i -> egress[i] + rtt[i]));
        return Arrays.stream(order, 0, received).mapToInt(Integer::intValue).toArray();
    }

    /** RFC 4737 section 3.3: reordered is what arrives with a sequence below the highest before it. */
    private static int reordered(int[] arrivals, int[] sequence) {
        int reordered = 0;
        int highest = Integer.MIN_VALUE;
        for (int i : arrivals) {
            if (sequence[i] < highest) {
                reordered++;
            } else {
                highest = sequence[i];
            }
        }
        return reordered;
    }

    /** RFC 3550 appendix A.8 in order of arrival, in its own integers scaled by 16. */
    private static OptionalLong jitter(int[] arrivals, long[] rtt) {
        if (arrivals.length < 2) {
            return OptionalLong.empty();
        }
        long scaled = 0;
        for (int n = 1; n < arrivals.length; n++) {
            long d = Math.abs(rtt[arrivals[n]] - rtt[arrivals[n - 1]]);
            scaled += d - (scaled + 8 >> 4);
        }
        return OptionalLong.of(scaled >> 4);
    }

    private static Ipdv ipdv(int count, int[] sequence, long[] rtt) {
        long pairs = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long absSum = 0;
        for (int i = 1; i < count; i++) {
            if (sequence[i] - sequence[i - 1] == 1 && rtt[i] >= 0 && rtt[i - 1] >= 0) {
                long d = rtt[i] - rtt[i - 1];
                pairs++;
                min = Math.min(min, d);
                max = Math.max(max, d);
                absSum += Math.abs(d);
            }
        }
        return new Ipdv(pairs, min, max, absSum);
    }

    public long sent() {
        return sent;
    }

    public long received() {
        return rtts.length;
    }

    public OptionalLong lossPpm() {
        return Ppm.ratio(sent - rtts.length, sent);
    }

    public LossPattern losses() {
        return losses;
    }

    /** Replies overtaken by that to a later packet (RFC 4737). */
    public long reordered() {
        return reordered;
    }

    public OptionalLong rttMinNanos() {
        return rtts.length == 0 ? OptionalLong.empty() : OptionalLong.of(rtts[0]);
    }

    public OptionalLong rttMaxNanos() {
        return rtts.length == 0 ? OptionalLong.empty() : OptionalLong.of(rtts[rtts.length - 1]);
    }

    /** Mean round-trip time, ns, rounded to the nearest. */
    public OptionalLong rttMeanNanos() {
        return rtts.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Moments.mean(Arrays.stream(rtts).sum(), rtts.length));
    }

    /** Population standard deviation of the round-trip time, ns, rounded to the nearest. */
    public OptionalLong rttStddevNanos() {
        if (rtts.length == 0) {
            return OptionalLong.empty();
        }
        double mean = (double) Arrays.stream(rtts).sum() / rtts.length;
        double squares =
                Arrays.stream(rtts).mapToDouble(r -> (r - mean) * (r - mean)).sum();
        return OptionalLong.of(Math.round(Math.sqrt(squares / rtts.length)));
    }

    /**
     * A percentile of the round-trip time by nearest rank over sent packets, lost ones infinite (RFC 7679 section 4.1).
     *
     * @param ppm the percentile in parts per million, above 0
     * @return ns; empty when it falls among lost packets
     */
    public OptionalLong rttPercentileNanos(int ppm) {
        long rank = Math.max(1, Math.ceilDiv((long) sent * ppm, 1_000_000L));
        return rank > rtts.length ? OptionalLong.empty() : OptionalLong.of(rtts[(int) rank - 1]);
    }

    /** Pairs of consecutive packets both received. */
    public long ipdvCount() {
        return ipdv.count();
    }

    public OptionalLong ipdvMinNanos() {
        return ipdv.count() == 0 ? OptionalLong.empty() : OptionalLong.of(ipdv.min());
    }

    public OptionalLong ipdvMaxNanos() {
        return ipdv.count() == 0 ? OptionalLong.empty() : OptionalLong.of(ipdv.max());
    }

    public OptionalLong ipdvMeanAbsNanos() {
        return ipdv.count() == 0 ? OptionalLong.empty() : OptionalLong.of(Moments.mean(ipdv.absSum(), ipdv.count()));
    }

    /** RFC 3550 jitter after the last reply, ns; empty with fewer than two replies. */
    public OptionalLong jitterNanos() {
        return jitter;
    }

    /** The round-trip times as a set, for packet delay variation. */
    public DelaySamples delays() {
        return DelaySamples.of(rtts, rtts.length);
    }
}
