package org.pathgauge.oneshot;

import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.StampLayout;
import org.pathgauge.bpf.abi.StatsLayout;
import org.pathgauge.oneshot.PacketLog.Fate;
import org.pathgauge.probe.TestPlace;

/**
 * Reads what the kernel knows of a test's packets from their stamps, again and again.
 *
 * <p>A packet stays under observation until its stamp is overwritten, so that a late reply is found after the packet was
 * given up.
 */
final class StampJudge {
    /** The kernel may need a moment to write down a reply that came just before its timeout. */
    private static final long MARGIN_NANOS = 1_000_000;

    /** A packet waits for its neighbour's address as long as the kernel asks for it: three times a second apart. */
    static final long PATIENCE_NANOS = 3_500_000_000L;

    /** What waited may be stamped a moment after what came later, by another CPU. */
    private static final long OVERTAKING_NANOS = 50_000_000;

    /** Sees fates as they are decided. */
    @FunctionalInterface
    interface Decided {
        void decided(int packet);
    }

    private final ArrayWindow stamps;
    private final MappedArray stats;
    private final TestPlace place;
    private final PacketLog log;
    private final long timeout;
    private final int first;
    private final Decided observer;

    /**
     * @param first sequence number of the first packet
     * @param observer told of each packet once, unless a late reply changes lost to late, which is not told
     */
    StampJudge(ArrayWindow stamps, MappedArray stats, TestPlace place, PacketLog log, int first, Decided observer) {
        this.stamps = stamps;
        this.stats = stats;
        this.place = place;
        this.log = log;
        this.timeout = place.spec().timeout().toNanos();
        this.first = first;
        this.observer = observer;
    }

    private int index(int packet) {
        return place.stampBase() + (first + packet & place.stamps() - 1);
    }

    /** Sequence and state are one word, low half first. */
    private long word(int packet) {
        return stamps.getLong(index(packet), StampLayout.SEQ);
    }

    /** Whether a packet went past the egress program. */
    boolean stamped(int packet) {
        return (int) word(packet) == first + packet;
    }

    /** Decides what can be decided of all packets whose stamps are there. */
    void judge(long now) {
        int newest = stats.getInt(place.slot(), StatsLayout.LAST_SEQ_SENT);
        for (int i = Math.max(0, log.handed() - place.stamps()); i < log.handed(); i++) {
            Fate fate = log.fate(i);
            if (fate == Fate.WAITING || fate == Fate.LOST) {
                judge(i, fate, now, newest);
            }
        }
    }

    private void judge(int packet, Fate before, long now, int newest) {
        long word = word(packet);
        int sequence = first + packet;
        if ((int) word != sequence) {
            long patience = newest - sequence > 0 ? OVERTAKING_NANOS : PATIENCE_NANOS;
            if (before == Fate.WAITING && now - log.time(packet) > patience) {
                decide(packet, before, Fate.UNSENT, log.time(packet), 0);
            }
            return;
        }
        int status = (int) (word >>> Integer.SIZE) & AbiLayout.STAMP_STATE_MASK;
        long egress = stamps.getLong(index(packet), StampLayout.EGRESS_NS);
        if (status == AbiLayout.STAMP_ANSWERED || status == AbiLayout.STAMP_LATE) {
            long rtt = stamps.getLong(index(packet), StampLayout.RTT_NS);
            decide(packet, before, status == AbiLayout.STAMP_ANSWERED ? Fate.RECEIVED : Fate.LATE, egress, rtt);
        } else if (before == Fate.WAITING && status == AbiLayout.STAMP_REFUSED) {
            // The port is closed: nothing better will come.
            decide(packet, before, Fate.REFUSED, egress, 0);
        } else if (before == Fate.WAITING && status == AbiLayout.STAMP_OUTSTANDING) {
            // The egress time is written after the word; until then an older packet's stands there.
            boolean written = egress - log.time(packet) >= 0;
            if (written && now - egress > timeout + MARGIN_NANOS) {
                decide(packet, before, Fate.LOST, egress, 0);
            }
        }
    }

    private void decide(int packet, Fate before, Fate fate, long time, long rtt) {
        log.decide(packet, fate, time, rtt);
        if (before == Fate.WAITING) {
            observer.decided(packet);
        }
    }

    /** Gives up a packet whose stamp the next one takes. */
    void giveUp(int packet) {
        if (log.fate(packet) == Fate.WAITING) {
            boolean stamped = stamped(packet);
            long time = stamped ? stamps.getLong(index(packet), StampLayout.EGRESS_NS) : log.time(packet);
            decide(packet, Fate.WAITING, stamped ? Fate.LOST : Fate.UNSENT, time, 0);
        }
    }
}
