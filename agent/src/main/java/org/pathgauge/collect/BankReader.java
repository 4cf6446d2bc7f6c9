package org.pathgauge.collect;

import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.HistogramLayout;

/**
 * Takes a bank out of the kernel: reads it, zeroes it, subtracts its half of the histogram, frees it.
 *
 * <p>The kernel may be counting into the other half of the same histogram words meanwhile, so they are subtracted from
 * atomically. The slot number is set to 0 last, because that is what frees the bank.
 */
final class BankReader {
    private static final int HALF_BITS = 16;
    private static final int HALF_MASK = 0xffff;

    private final MappedArray banks;
    private final MappedArray histograms;
    private final int[] words = new int[Math.max(HistogramLayout.RTT_LENGTH, HistogramLayout.IPDV_LENGTH)];

    BankReader(KernelView kernel) {
        this.banks = kernel.banks();
        this.histograms = kernel.histograms();
    }

    /**
     * Takes a bank that belongs to a slot, or to any older one, whose data is dropped then.
     *
     * @param bank index into pg_banks
     * @param slotNumber the slot to take; -1 takes and drops whatever is there
     * @param into receives the bank's counts when it belongs to the slot
     */
    void take(int bank, long slotNumber, SlotData into) {
        int owner = banks.getInt(bank, BankLayout.SLOT_NUMBER);
        if (owner == 0 || slotNumber >= 0 && owner - (int) slotNumber > 0) {
            return;
        }
        boolean wanted = owner == (int) slotNumber;
        SlotData target = wanted ? into : new SlotData();
        read(bank, target);
        takeHistogram(bank, HistogramLayout.RTT, HistogramLayout.RTT_LENGTH, target.rtt);
        takeHistogram(bank, HistogramLayout.IPDV, HistogramLayout.IPDV_LENGTH, target.ipdv);
        zero(bank);
        banks.setInt(bank, BankLayout.SLOT_NUMBER, 0);
    }

    private void read(int bank, SlotData into) {
        into.sent = unsigned(bank, BankLayout.SENT);
        into.received = unsigned(bank, BankLayout.RECEIVED);
        into.late = unsigned(bank, BankLayout.LATE);
        into.duplicates = unsigned(bank, BankLayout.DUPLICATES);
        into.reordered = unsigned(bank, BankLayout.REORDERED);
        into.rttSum = banks.getLong(bank, BankLayout.RTT_SUM_NS);
        into.rttSquares = banks.getLong(bank, BankLayout.RTT_SUMSQ_US2);
        into.rttMin = banks.getLong(bank, BankLayout.RTT_MIN_NS);
        into.rttMax = banks.getLong(bank, BankLayout.RTT_MAX_NS);
        into.ipdvCount = unsigned(bank, BankLayout.IPDV_COUNT);
        into.ipdvAbsSum = banks.getLong(bank, BankLayout.IPDV_ABS_SUM_NS);
        into.ipdvMin = banks.getLong(bank, BankLayout.IPDV_MIN_NS);
        into.ipdvMax = banks.getLong(bank, BankLayout.IPDV_MAX_NS);
        long jitter = banks.getLong(bank, BankLayout.JITTER_NS);
        // The estimate needs two replies; a first one alone leaves 0, which is no jitter of anything.
        into.jitter = into.received > 1 || jitter > 0 ? jitter : -1;
    }

    private long unsigned(int bank, int offset) {
        return Integer.toUnsignedLong(banks.getInt(bank, offset));
    }

    private void takeHistogram(int bank, int offset, int length, SparseCounts into) {
        int pair = bank / 2;
        int shift = bank % 2 * HALF_BITS;
        histograms.readInts(pair, offset, words, 0, length);
        for (int i = 0; i < length; i++) {
            int count = words[i] >>> shift & HALF_MASK;
            if (count > 0) {
                histograms.addInt(pair, offset + i * Integer.BYTES, -(count << shift));
                into.add(i, count);
            }
        }
    }

    private void zero(int bank) {
        for (int offset = 0; offset < BankLayout.SIZE; offset += Integer.BYTES) {
            if (offset != BankLayout.SLOT_NUMBER) {
                banks.setInt(bank, offset, 0);
            }
        }
    }
}
