package org.pathgauge.probe;

/**
 * How many elements the kernel maps are made for at start.
 *
 * @param maxProbes elements of pg_probes and pg_stats for probes
 * @param stamps elements of pg_stamps for probes, a power of two
 * @param banks elements of pg_banks and of pg_histograms for probes, a power of two
 */
public record ProbeBudget(int maxProbes, int stamps, int banks) {
    /** One-shot tests at once. Their slots and stamps lie behind those of probes. */
    public static final int TEST_SLOTS = 64;

    /** Stamps of all one-shot tests together, 1.5 MiB. */
    public static final int TEST_STAMPS = 1 << 16;

    /** All tests together have one pair of banks, which stays free: the kernel counts no test into banks. */
    static final int TEST_BANKS = 2;

    private static final int LEAST_STAMPS = 1 << 16;
    private static final int MOST_STAMPS = 1 << 20;

    public ProbeBudget {
        if (maxProbes < 1 || maxProbes > 1 << 16) {
            throw new IllegalArgumentException("max-probes is " + maxProbes + ", but must be 1 to 65536");
        }
        if (Integer.bitCount(stamps) != 1 || Integer.bitCount(banks) != 1) {
            throw new IllegalArgumentException("stamps and banks must be powers of two: " + stamps + ", " + banks);
        }
    }

    /**
     * The budget for a number of probes: two banks each, which timeouts up to 8 s need, and sixteen stamps each, which an
     * interval of 655 ms with a timeout of 4 s needs (65,536 such probes are 100,000 packets a second); at least 65,536
     * stamps (1.5 MiB) so that few but fast probes fit.
     */
    public static ProbeBudget of(int maxProbes) {
        int rounded = Integer.highestOneBit(Math.max(1, 2 * maxProbes - 1));
        int stamps = Math.clamp(16L * rounded, LEAST_STAMPS, MOST_STAMPS);
        return new ProbeBudget(maxProbes, stamps, 2 * Math.max(rounded, 4));
    }

    /** Elements of pg_probes and pg_stats, those of tests included. */
    public int mapSlots() {
        return maxProbes + TEST_SLOTS;
    }

    /** Elements of pg_stamps, those of tests included. */
    public int mapStamps() {
        return stamps + TEST_STAMPS;
    }

    /** Elements of pg_banks, those of tests included. */
    public int mapBanks() {
        return banks + TEST_BANKS;
    }
}
