package org.pathgauge;

/**
 * Collects garbage before the heap has grown far beyond what is in use.
 *
 * <p>The serial collector lets the old generation fill the whole heap before it looks for garbage in it. But the heap is
 * as large as it is for the sake of changes of the configuration, which hold it twice; between them that memory is the
 * system's. Used by one thread, but for the end of the start.
 */
final class HeapGuard {
    private static final long SMALL = 64L << 20;

    /** Garbage of several seconds: much with many probes, little in a small heap, which takes no time to collect. */
    private static final long ROOM = Runtime.getRuntime().maxMemory() <= SMALL
            ? 2L << 20
            : Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 12);

    private long least = Long.MAX_VALUE;
    private volatile boolean startDone;

    /**
     * The start is over. It leaves more garbage than minutes of measuring do, and the next tick collects it: a client may
     * be waiting for a first answer now.
     */
    void started() {
        startDone = true;
    }

    /**
     * Once a second.
     *
     * @return whether garbage was collected
     */
    boolean tick() {
        if (startDone) {
            startDone = false;
            least = 0;
        }
        long used = used();
        least = Math.min(least, used);
        if (used > least + least / 8 + ROOM) {
            System.gc();
            least = used();
            return true;
        }
        return false;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
