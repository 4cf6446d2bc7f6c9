package org.pathgauge.netconf;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pathgauge.config.YangModels;

/**
 * A reply of as many rows as one likes, written to nowhere: how long it is, and what it takes of the heap. Run it with a
 * number of rows; it prints seconds, bytes and the bytes by which the heap grew.
 */
public final class SyntheticRows {
    private static final int COLLECTIONS = 20;

    private final int rows;
    private final long enough;
    private long most = Long.MIN_VALUE;
    private long bytes;
    private long idle;

    /**
     * Prepares a reply.
     *
     * @param enough growth of the heap at which looking for what else could be collected ends, bytes; 0 when the heap is
     *     not to be looked at
     */
    SyntheticRows(int rows, long enough) {
        this.rows = rows;
        this.enough = enough;
    }

    /** Length of the reply, bytes. */
    long bytes() {
        return bytes;
    }

    /** By how much the heap was seen to grow over what was used before, bytes. */
    long growth() {
        return most;
    }

    /** Writes the reply. */
    void write(NacmAccess everything) throws IOException {
        var row = Shape.<Integer>in(ProbeShapes.NS)
                .leaf("index", this::index)
                .leaf("text", i -> "what row " + i + " says, in as many letters as a name and a target have");
        var list = Shape.<Integer>in(ProbeShapes.NS)
                .list(
                        "row",
                        List.of("index"),
                        row,
                        n -> () -> IntStream.range(0, n).boxed().iterator());
        Name name = new Name(ProbeShapes.NS, "rows");
        idle = enough == 0 ? 0 : used(Long.MIN_VALUE);
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
                .write(everything.view(Merge.of(list.bind(name, rows), list.bind(name, 0))), Optional.empty());
        out.end();
        out.finish();
    }

    /** Looks at the heap before the last row of each quarter. */
    private Object index(int row) {
        if (enough > 0 && (row + 1) % (rows / 4) == 0) {
            most = Math.max(most, used(idle + enough) - idle);
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

    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(args[0]);
        NacmAccess everything = NacmAccess.everything(YangModels.load());
        var grown = new SyntheticRows(rows, 1);
        grown.write(everything);
        long begun = System.nanoTime();
        new SyntheticRows(rows, 0).write(everything);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.println(seconds + " " + grown.bytes() + " " + grown.growth());
    }
}
