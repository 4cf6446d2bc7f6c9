package org.pathgauge.model;

/**
 * The faults of the history on disk since the agent started.
 *
 * @param slotsLost complete slots that could not be written, because the disk was too slow, full or read-only
 * @param damages stretches of its files that could not be read
 * @param damagedBytes how much they held
 */
public record HistoryHealth(long slotsLost, long damages, long damagedBytes) {
    /** No fault. */
    public static final HistoryHealth NONE = new HistoryHealth(0, 0, 0);
}
