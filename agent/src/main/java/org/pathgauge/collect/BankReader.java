package org.pathgauge.collect;

import java.nio.ByteOrder;
import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.abi.BankLayout;
import org.pathgauge.bpf.abi.HistogramLayout;

/**
 * Takes a bank out of the kernel: reads and zeroes it and its histograms, then frees it.
 *
 * <p>Nobody counts into a complete bank, but for a program that another CPU held up. What such a one adds to a histogram
 * is taken with it or left for the next harvest, never lost or torn: each word is exchanged for zero. The slot number is
 * set to 0 last, because that is what frees the bank.
 */
final class BankReader {
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final ArrayWindow banks;
    private final ArrayWindow histograms;
    private final SlotData dropped = new SlotData();

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
        SlotData target = wanted ? into : dropped;
        read(bank, target);
        takeHistograms(bank, target);
        zero(bank);
        banks.setInt(bank, BankLayout.SLOT_NUMBER, 0);
    }

    /** Frees a bank that belongs to a slot or to any older one, without a look at what was counted. */
    void drop(int bank, long slotNumber) {
        take(bank, slotNumber, dropped);
        dropped.clear();
    }

    /** Frees a bank that belongs to a later slot. */
    void dropLater(int bank, long slotNumber) {
        if (banks.getInt(bank, BankLayout.SLOT_NUMBER) - (int) slotNumber > 0) {
            drop(bank, -1);
        }
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

    /** Most of the words are zero: a look at eight counts costs one load. */
    private void takeHistograms(int bank, SlotData into) {
        for (int at = 0; at < HistogramLayout.SIZE; at += Long.BYTES) {
            if (histograms.getLong(bank, at) != 0) {
                addCounts(at, histograms.exchangeLong(bank, at, 0), into);
            }
        }
    }

    private static void addCounts(int first, long word, SlotData into) {
        long rest = LITTLE_ENDIAN ? word : Long.reverseBytes(word);
        for (int at = first; rest != 0; at++, rest >>>= Byte.SIZE) {
            long count = rest & 0xff;
            if (count > 0) {
                if (at < HistogramLayout.IPDV) {
                    into.rtt.add(at - HistogramLayout.RTT, count);
                } else {
                    into.ipdv.add(at - HistogramLayout.IPDV, count);
                }
            }
        }
    }

    private void zero(int bank) {
        for (int offset = 0; offset < BankLayout.SLOT_NUMBER; offset += Long.BYTES) {
            banks.setLong(bank, offset, 0);
        }
        for (int offset = BankLayout.SLOT_NUMBER + Integer.BYTES; offset < BankLayout.SIZE; offset += Integer.BYTES) {
            banks.setInt(bank, offset, 0);
        }
    }
}
