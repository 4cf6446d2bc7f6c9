package org.pathgauge.netconf;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Heap that the requests of all sessions may take together, so that clients cannot fill it and end the agent.
 *
 * <p>Every session has a little for nothing, enough for the usual request. What it needs beyond is taken from a common
 * store, and of that no session gets more than half.
 */
final class RequestMemory {
    /** What a session may use without asking, bytes; 64 sessions of it are 4 MB. */
    static final long FREE = 64 << 10;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Makes a store.
     *
     * @param most bytes that all sessions together may take beyond what is free
     */
    RequestMemory(long most) {
        this.most = most;
    }

    /** A quarter of the heap: the agent itself needs about half. */
    static RequestMemory ofHeap() {
        return new RequestMemory(Runtime.getRuntime().maxMemory() / 4);
    }

    /** What one session holds. */
    Share share() {
        return new Share();
    }

    /** Bytes taken at present. */
    long taken() {
        return taken.get();
    }

    /** What one session holds of the store; used by one thread at a time. */
    final class Share {
        private long held;

        /** Holds at least this many bytes; false, and nothing has changed, if there are not as many. */
        boolean hold(long bytes) {
            long more = bytes - FREE - held;
            if (more <= 0) {
                return true;
            }
            if (held + more > most / 2) {
                return false;
            }
            if (taken.addAndGet(more) > most) {
                taken.addAndGet(-more);
                return false;
            }
            held += more;
            return true;
        }

        /** Gives everything back. */
        void release() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
