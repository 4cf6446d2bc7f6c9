package org.pathgauge.oneshot;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.function.LongFunction;
import org.pathgauge.metrics.PacketRun;
import org.pathgauge.model.ProbeResult;

/**
 * What is known of each packet of a test, by its number from 0 on, in 17 bytes each.
 *
 * <p>Used by the test's thread alone, until it has ended.
 */
final class PacketLog {
    /** What became of a packet. */
    enum Fate {
        /** Not due yet. */
        NONE,
        /** Handed to the kernel. */
        WAITING,
        /** Answered in time. */
        RECEIVED,
        /** Not answered in time. */
        LOST,
        /** Answered after the timeout, which is lost, too. */
        LATE,
        /** Answered by a RST, which is lost, too. */
        REFUSED,
        /** Refused by the host, or handed over and never stamped. */
        UNSENT
    }

    private static final Fate[] FATES = Fate.values();

    private final byte[] fates;
    /** When a packet was handed over; of those decided, when it was stamped. */
    private final long[] times;

    private final long[] rtts;
    private int handed;
    private int waiting;

    PacketLog(int count) {
        fates = new byte[count];
        times = new long[count];
        rtts = new long[count];
    }

    int size() {
        return fates.length;
    }

    /** Packets that were due so far. */
    int handed() {
        return handed;
    }

    /** Packets handed over and not decided. */
    int waiting() {
        return waiting;
    }

    Fate fate(int packet) {
        return FATES[fates[packet]];
    }

    /** When a packet was handed over, or stamped if it is decided; monotonic ns. */
    long time(int packet) {
        return times[packet];
    }

    /** The next packets are handed over now. */
    void handOver(int count, long now) {
        for (int i = 0; i < count; i++) {
            fates[handed] = (byte) Fate.WAITING.ordinal();
            times[handed++] = now;
        }
        waiting += count;
    }

    /** Decides a packet, or corrects a decision. */
    void decide(int packet, Fate fate, long time, long rtt) {
        if (fates[packet] == Fate.WAITING.ordinal()) {
            waiting--;
        }
        fates[packet] = (byte) fate.ordinal();
        times[packet] = time;
        rtts[packet] = rtt;
    }

    int count(Fate fate) {
        int count = 0;
        for (int i = 0; i < handed; i++) {
            count += fates[i] == fate.ordinal() ? 1 : 0;
        }
        return count;
    }

    private boolean sent(int packet) {
        Fate fate = fate(packet);
        return fate == Fate.RECEIVED || fate == Fate.LOST || fate == Fate.LATE || fate == Fate.REFUSED;
    }

    /** The statistics of what was sent and decided. */
    PacketRun run() {
        int[] sequence = new int[handed];
        long[] egress = new long[handed];
        long[] rtt = new long[handed];
        int count = 0;
        for (int i = 0; i < handed; i++) {
            if (sent(i)) {
                sequence[count] = i;
                egress[count] = times[i];
                rtt[count++] = fate(i) == Fate.RECEIVED ? rtts[i] : -1;
            }
        }
        return PacketRun.of(count, sequence, egress, rtt);
    }

    /** One packet that was sent, numbered from 1. */
    ProbeResult result(int packet, LongFunction<Instant> wallClock) {
        Fate fate = fate(packet);
        return new ProbeResult(
                packet + 1L,
                wallClock.apply(times[packet]),
                switch (fate) {
                    case RECEIVED -> ProbeResult.Outcome.RECEIVED;
                    case LATE -> ProbeResult.Outcome.LATE;
                    case REFUSED -> ProbeResult.Outcome.REFUSED;
                    default -> ProbeResult.Outcome.LOST;
                },
                fate == Fate.RECEIVED || fate == Fate.LATE ? OptionalLong.of(rtts[packet]) : OptionalLong.empty());
    }

    /** Every packet that was sent and decided; each is made when it is asked for. The log must not change any more. */
    List<ProbeResult> results(LongFunction<Instant> wallClock) {
        int[] packets = new int[handed];
        int count = 0;
        for (int i = 0; i < handed; i++) {
            if (sent(i)) {
                packets[count++] = i;
            }
        }
        return new Results(Arrays.copyOf(packets, count), wallClock);
    }

    private final class Results extends AbstractList<ProbeResult> implements RandomAccess {
        private final int[] packets;
        private final LongFunction<Instant> wallClock;

        private Results(int[] packets, LongFunction<Instant> wallClock) {
            this.packets = packets;
            this.wallClock = wallClock;
        }

        @Override
        public ProbeResult get(int index) {
            return result(packets[index], wallClock);
        }

        @Override
        public int size() {
            return packets.length;
        }
    }
}
