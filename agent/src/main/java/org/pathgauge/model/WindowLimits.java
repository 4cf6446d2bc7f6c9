package org.pathgauge.model;

/**
 * What all windows of one probe stay within, told without computing any of them: who looks for something that none of them
 * has need not compute them to find out.
 *
 * @param sent no window has more probes
 * @param replies whether one may have round-trip times
 * @param pairs whether one may have IPDV
 * @param jitter whether one may have a jitter
 * @param samples whether one may have raw samples
 */
public record WindowLimits(long sent, boolean replies, boolean pairs, boolean jitter, boolean samples) {
    /** Nothing is known. */
    public static final WindowLimits NONE = new WindowLimits(Long.MAX_VALUE, true, true, true, true);
}
