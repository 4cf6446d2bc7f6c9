package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.ProbePrograms;

/** The kernel maps of the largest agent against the budget of metrics.md. Needs root. */
class KernelMemoryTest {
    private static final int LARGEST = 65_536;
    private static final long BUDGET = 100L << 20;

    @Test
    void mapsOfTheLargestAgentKeepTheBudget() {
        ProbeBudget budget = ProbeBudget.of(LARGEST);
        try (ProbePrograms programs = ProbePrograms.load(
                new ProbePrograms.Setup(budget.mapSlots(), budget.mapStamps(), budget.mapBanks(), 1, 2, 3, 40_000))) {
            long bytes = programs.memlockBytes();
            System.out.printf(
                    "kernel maps for %d probes with %d stamps and %d banks: %.1f MiB%n",
                    LARGEST, budget.stamps(), budget.banks(), bytes / 1048576.0);
            assertTrue(bytes <= BUDGET, bytes + " bytes, but the budget is " + BUDGET);
        }
    }
}
