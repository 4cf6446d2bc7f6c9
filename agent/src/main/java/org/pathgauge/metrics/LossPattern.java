package org.pathgauge.metrics;

/**
 * The pattern of losses in a run of consecutive probes (RFC 3357), in a form in which runs can be joined.
 *
 * <p>A loss period (RFC 3357 section 5.2) is a run of lost probes between received ones. Joining two runs must know
 * whether a period goes on across the seam, hence {@code head} and {@code tail}:
 *
 * <pre>
 *   L L R R L R L L L      probes 9, periods 3, longest 3, head 2, tail 3
 * </pre>
 *
 * @param probes how many probes the run has
 * @param periods loss periods
 * @param longest probes in the longest loss period
 * @param head lost probes before the first received one; all when none was received
 * @param tail lost probes after the last received one; all when none was received
 */
public record LossPattern(long probes, long periods, long longest, long head, long tail) {
    public static final LossPattern EMPTY = new LossPattern(0, 0, 0, 0, 0);

    private static final LossPattern RECEIVED = new LossPattern(1, 0, 0, 0, 0);
    private static final LossPattern LOST = new LossPattern(1, 1, 1, 1, 1);

    /** The pattern of a single probe. */
    public static LossPattern of(boolean received) {
        return received ? RECEIVED : LOST;
    }

    /** This run followed by another. */
    public LossPattern then(LossPattern next) {
        if (probes == 0) {
            return next;
        }
        if (next.probes == 0) {
            return this;
        }
        boolean joined = tail > 0 && next.head > 0;
        return new LossPattern(
                probes + next.probes,
                periods + next.periods - (joined ? 1 : 0),
                Math.max(Math.max(longest, next.longest), joined ? tail + next.head : 0),
                head == probes ? probes + next.head : head,
                next.tail == next.probes ? tail + next.probes : next.tail);
    }
}
