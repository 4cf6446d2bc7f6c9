package org.pathgauge.agentx;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a thread one of a batch for the kernel (SCHED_BATCH of sched(7)): when it wakes it takes its share of a processor as
 * ever, but from no other thread in the midst of its turn.
 *
 * <p>The master wakes us with each request that it sends. Where we take its processor for that, it answers its managers
 * later and sends us the next request alone; where we do not, several wait for us, and go back with one write.
 */
final class BatchThread {
    private static final Logger LOG = LoggerFactory.getLogger(BatchThread.class);
    private static final int SCHED_BATCH = 3;

    private BatchThread() {}

    /** Makes the calling thread one; where that is refused, it stays what it was. */
    static void become() {
        try {
            int refused = C.sched_setscheduler(0, SCHED_BATCH, new int[1]);
            LOG.debug("SCHED_BATCH {}", refused == 0 ? "is in force" : "was refused");
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            LOG.debug("SCHED_BATCH is not there: {}", e.toString());
        }
    }

    private static final class C {
        static {
            Native.register(C.class, NativeLibrary.getInstance("c"));
        }

        private C() {}

        static native int sched_setscheduler(int thread, int policy, int[] priority);
    }
}
