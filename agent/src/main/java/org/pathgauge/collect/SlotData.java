package org.pathgauge.collect;

import java.util.List;
import org.pathgauge.metrics.DelaySamples;
import org.pathgauge.metrics.LossPattern;

/** What one probe did in one slot, or in several joined ones: the unpacked form of a {@link PackedSlot}. */
final class SlotData {
    /** Number of the first slot of ten seconds. */
    long number;

    /** Slots of ten seconds with data. */
    int slots;

    long sent;
    long received;
    long late;
    long duplicates;
    long reordered;
    long unsent;
    long rttSum;
    long rttSquares;

    /** Valid when received is above 0, like the largest. */
    long rttMin;

    long rttMax;
    long ipdvCount;
    long ipdvAbsSum;

    /** Valid when ipdvCount is above 0, like the largest. */
    long ipdvMin;

    long ipdvMax;

    /** RFC 3550 jitter after the last reply; -1: not known. */
    long jitter = -1;

    /** Known when it holds as many probes as were sent. */
    LossPattern pattern = LossPattern.EMPTY;

    /** Complete when it holds as many samples as were received. */
    DelaySamples samples = DelaySamples.EMPTY;

    final SparseCounts rtt = new SparseCounts();
    final SparseCounts ipdv = new SparseCounts();

    /** Makes this what a new object is, so that a harvest of many thousand probes needs one. */
    void clear() {
        number = 0;
        slots = 0;
        sent = 0;
        received = 0;
        late = 0;
        duplicates = 0;
        reordered = 0;
        unsent = 0;
        rttSum = 0;
        rttSquares = 0;
        rttMin = 0;
        rttMax = 0;
        ipdvCount = 0;
        ipdvAbsSum = 0;
        ipdvMin = 0;
        ipdvMax = 0;
        jitter = -1;
        pattern = LossPattern.EMPTY;
        samples = DelaySamples.EMPTY;
        rtt.clear();
        ipdv.clear();
    }

    boolean isEmpty() {
        return sent == 0 && received == 0 && unsent == 0 && late == 0 && duplicates == 0;
    }

    /** Joins slots, in rising order and at least one, into one. */
    static SlotData join(List<SlotData> parts) {
        SlotData all = new SlotData();
        all.number = parts.getFirst().number;
        for (SlotData part : parts) {
            if (part.received > 0) {
                all.rttMin = all.received == 0 ? part.rttMin : Math.min(all.rttMin, part.rttMin);
                all.rttMax = Math.max(all.rttMax, part.rttMax);
            }
            if (part.ipdvCount > 0) {
                all.ipdvMin = all.ipdvCount == 0 ? part.ipdvMin : Math.min(all.ipdvMin, part.ipdvMin);
                all.ipdvMax = all.ipdvCount == 0 ? part.ipdvMax : Math.max(all.ipdvMax, part.ipdvMax);
            }
            all.slots += part.slots;
            all.sent += part.sent;
            all.received += part.received;
            all.late += part.late;
            all.duplicates += part.duplicates;
            all.reordered += part.reordered;
            all.unsent += part.unsent;
            all.rttSum += part.rttSum;
            all.rttSquares += part.rttSquares;
            all.ipdvCount += part.ipdvCount;
            all.ipdvAbsSum += part.ipdvAbsSum;
            all.jitter = part.jitter >= 0 ? part.jitter : all.jitter;
            all.pattern = all.pattern.then(part.pattern);
            all.rtt.addAll(part.rtt);
            all.ipdv.addAll(part.ipdv);
        }
        all.samples = DelaySamples.join(parts.stream().map(part -> part.samples).toList());
        return all;
    }
}
