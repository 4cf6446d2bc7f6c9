package org.pathgauge.collect;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Lends arrays to {@link ProbeColumns} and takes them back when nobody can reach these any more.
 *
 * <p>At 65,536 probes they are 4 MB a second, which outlive their snapshot's younger neighbours and would fill the old
 * generation within seconds. Used by the collector's thread.
 */
final class ColumnPool {
    /** One is shown and one is filled; a third waits for the garbage collector to find it forgotten. */
    private static final int SPARE = 1;

    private final ReferenceQueue<ProbeColumns> forgotten = new ReferenceQueue<>();
    private final Set<Lent> lent = new HashSet<>();
    private final Deque<ProbeColumns.Storage> free = new ArrayDeque<>();

    /** What becomes of arrays after their columns. */
    private static final class Lent extends PhantomReference<ProbeColumns> {
        private final ProbeColumns.Storage arrays;

        Lent(ProbeColumns columns, ProbeColumns.Storage arrays, ReferenceQueue<ProbeColumns> queue) {
            super(columns, queue);
            this.arrays = arrays;
        }
    }

    /** Columns for a number of probes, each of which must be entered. */
    ProbeColumns columns(int size) {
        takeBack();
        free.removeIf(arrays -> arrays.size() != size);
        ProbeColumns.Storage arrays = free.isEmpty() ? new ProbeColumns.Storage(size) : free.pop();
        ProbeColumns columns = new ProbeColumns(arrays);
        lent.add(new Lent(columns, arrays, forgotten));
        return columns;
    }

    private void takeBack() {
        for (var old = forgotten.poll(); old != null; old = forgotten.poll()) {
            if (old instanceof Lent back && lent.remove(back) && free.size() < SPARE) {
                free.push(back.arrays);
            }
        }
    }
}
