package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A reply of 100,000 rows is made row by row: the heap does not hold it. */
class RetrievalMemoryTest {
    private static final int ROWS = 100_000;
    private static final long BOUND = 16L << 20;
    private static final int COLLECTIONS = 20;

    private long most = Long.MIN_VALUE;
    private long bytes;
    private long idle;

    @Test
    void aReplyOfAHundredThousandRowsTakesNoMoreHeapThanTheBound() throws Exception {
        var row = Shape.<Integer>in(ProbeShapes.NS)
                .leaf("index", this::index)
                .leaf("text", i -> "what row " + i + " says, in as many letters as a name and a target have");
        var rows = Shape.<Integer>in(ProbeShapes.NS)
                .list(
                        "row",
                        List.of("index"),
                        row,
                        n -> () -> IntStream.range(0, n).boxed().iterator());
        Name name = new Name(ProbeShapes.NS, "rows");
        NacmAccess everything = NacmAccess.everything(TestModels.MODELS);
        idle = used(Long.MIN_VALUE);
        var out = new XmlOut(new FrameWriter(new OutputStream() {
            @Override
            public void write(int b) {
                bytes++;
            }

            @Override
            public void write(byte[] b, int from, int length) {
                bytes += length;
            }
        }));
        out.start(name);
        new DataWriter(out)
                .write(everything.view(Merge.of(rows.bind(name, ROWS), rows.bind(name, 0))), Optional.empty());
        out.end();
        out.finish();
        assertTrue(bytes > ROWS * 100L, bytes + " bytes were written");
        assertTrue(most > Long.MIN_VALUE, "the heap was looked at on the way");
        assertTrue(most <= BOUND, "the heap grew by " + most + " bytes");
    }

    /** Looks at the heap before the last row of each quarter. */
    private Object index(int row) {
        if ((row + 1) % (ROWS / 4) == 0) {
            most = Math.max(most, used(idle + BOUND) - idle);
        }
        return row;
    }

    /** What is in use after collections, of which as many are made as it takes to come down to what is enough. */
    private static long used(long enough) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS && least > enough; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
