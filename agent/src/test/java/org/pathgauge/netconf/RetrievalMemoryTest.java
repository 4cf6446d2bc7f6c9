package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A reply of 100,000 rows is made row by row: the heap does not hold it. */
class RetrievalMemoryTest {
    private static final int ROWS = 100_000;
    private static final long BOUND = 16L << 20;

    @Test
    void aReplyOfAHundredThousandRowsTakesNoMoreHeapThanTheBound() throws Exception {
        var reply = new SyntheticRows(ROWS, BOUND);
        reply.write(NacmAccess.everything(TestModels.MODELS));
        assertTrue(reply.bytes() > ROWS * 100L, reply.bytes() + " bytes were written");
        assertTrue(reply.growth() > Long.MIN_VALUE, "the heap was looked at on the way");
        assertTrue(reply.growth() <= BOUND, "the heap grew by " + reply.growth() + " bytes");
    }
}
