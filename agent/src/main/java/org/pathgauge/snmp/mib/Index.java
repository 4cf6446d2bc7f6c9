package org.pathgauge.snmp.mib;

/**
 * The index part of an identifier in a request: any number of sub-identifiers, which are unsigned.
 *
 * <p>For "the first row behind": a row whose index begins like this one and goes on is behind it. So on every level but
 * the last, rows from {@link #floor} on come into question, on the last those above it; and what a level lacks is
 * smaller than anything.
 */
final class Index {
    /** Before every row. */
    static final Index NONE = new Index(new int[0], 0);

    private static final long BEFORE_ALL = -1;

    private final int[] oid;
    private final int from;

    Index(int[] oid, int from) {
        this.oid = oid;
        this.from = from;
    }

    int size() {
        return oid.length - from;
    }

    /** The sub-identifier of a level, or -1 if the index ends before. */
    long floor(int level) {
        return level < size() ? Integer.toUnsignedLong(oid[from + level]) : BEFORE_ALL;
    }

    /** Whether this is just this index. */
    boolean is(int... index) {
        return size() == index.length && compareTo(index) == 0;
    }

    /** Lexicographic order against an index of our own, whose parts are not negative. */
    int compareTo(int[] other) {
        for (int i = 0; i < Math.min(size(), other.length); i++) {
            int order = Long.compare(floor(i), other[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(size(), other.length);
    }
}
