package org.pathgauge.probe;

import java.time.Duration;
import java.util.BitSet;
import java.util.OptionalInt;
import org.pathgauge.model.Probe;

/** The allocation of kernel slots, stamps and banks to probes, within the budget fixed at start. */
final class ProbeSlots {
    private static final int LEAST_STAMPS = 4;
    private static final Duration STAMP_SLACK = Duration.ofSeconds(2);

    private final ProbeBudget budget;
    private final BitSet slots;
    private final RangeAllocator stamps;
    private final RangeAllocator banks;

    ProbeSlots(ProbeBudget budget) {
        this(
                budget,
                new BitSet(budget.maxProbes()),
                new RangeAllocator(budget.stamps(), LEAST_STAMPS),
                new RangeAllocator(budget.banks(), 2));
    }

    private ProbeSlots(ProbeBudget budget, BitSet slots, RangeAllocator stamps, RangeAllocator banks) {
        this.budget = budget;
        this.slots = slots;
        this.stamps = stamps;
        this.banks = banks;
    }

    /** An independent copy, to try a change on. */
    ProbeSlots copy() {
        return new ProbeSlots(budget, (BitSet) slots.clone(), stamps.copy(), banks.copy());
    }

    /**
     * Stamps that a probe needs: two timeouts and two seconds of sequence numbers, so that a late reply still finds its
     * stamp and the collector has the time to read it before it is overwritten.
     */
    static int stampsFor(Probe probe) {
        Duration kept = probe.timeout().multipliedBy(2).plus(STAMP_SLACK);
        long needed = Math.ceilDiv(kept.toNanos(), probe.interval().toNanos());
        return powerOfTwo(Math.max(LEAST_STAMPS, needed));
    }

    /**
     * Banks that a probe needs: a bank is read one timeout after its ten seconds and must be free again before its turn
     * comes, with two seconds to spare.
     */
    static int banksFor(Probe probe) {
        long timeout = probe.timeout().toMillis();
        return timeout <= 8_000 ? 2 : timeout <= 28_000 ? 4 : 8;
    }

    /**
     * Takes a place for a probe.
     *
     * @throws ProbingRefusedException when slots, stamps or banks are used up
     */
    ProbeSlot.Place allocate(Probe probe) throws ProbingRefusedException {
        int slot = slots.nextClearBit(0);
        if (slot >= budget.maxProbes()) {
            throw new ProbingRefusedException(
                    probe.name(),
                    "more enabled probes than max-probes, which was " + budget.maxProbes()
                            + " when the agent started: raise max-probes and restart the agent, or disable probes");
        }
        int stampCount = stampsFor(probe);
        OptionalInt stampBase = stamps.allocate(stampCount);
        if (stampBase.isEmpty()) {
            throw new ProbingRefusedException(
                    probe.name(),
                    "probe " + probe.name() + " needs " + stampCount + " stamps ((2 x timeout + 2 s) / interval), but "
                            + stamps.used() + " of " + stamps.capacity()
                            + " are in use: make its interval longer or its timeout shorter, or raise max-probes and"
                            + " restart the agent");
        }
        int bankCount = banksFor(probe);
        OptionalInt bankBase = banks.allocate(bankCount);
        if (bankBase.isEmpty()) {
            stamps.free(stampBase.getAsInt(), stampCount);
            throw new ProbingRefusedException(
                    probe.name(),
                    "probe " + probe.name() + " needs " + bankCount + " banks for its timeout of "
                            + probe.timeout().toMillis() + " ms, but " + banks.used() + " of " + banks.capacity()
                            + " are in use: make its timeout 8 s or less, or raise max-probes and restart the agent");
        }
        slots.set(slot);
        return new ProbeSlot.Place(slot, stampBase.getAsInt(), stampCount, bankBase.getAsInt(), bankCount);
    }

    /** Gives a place back. */
    void free(ProbeSlot.Place place) {
        if (place.slot() >= 0) {
            slots.clear(place.slot());
            stamps.free(place.stampBase(), place.stamps());
            banks.free(place.bankBase(), place.banks());
        }
    }

    private static int powerOfTwo(long atLeast) {
        return Integer.highestOneBit(Math.toIntExact(2 * atLeast - 1));
    }
}
