package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.ProbeState;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;

class ProbeColumnsTest {
    private static final Instant STARTED = Instant.ofEpochSecond(1_800_000_000);

    private static ProbeColumns columns(int size) {
        ProbeColumns columns = new ProbeColumns(new ProbeColumns.Storage(size));
        for (int i = 0; i < size; i++) {
            columns.set(i, probe(10 * (i + 1), "192.0.2.1").build(), ProbeState.DISABLED, "reason " + i, STARTED);
        }
        return columns;
    }

    @Test
    void aSnapshotKeepsTheColumnsAndFindsProbesInThem() {
        ProbeColumns columns = columns(100);
        Snapshot snapshot = Snapshot.at(1, STARTED, STARTED).probes(columns).build();
        assertSame(columns, snapshot.probes());
        assertEquals("reason 41", snapshot.probe(420).orElseThrow().stateReason());
        assertTrue(snapshot.probe(421).isEmpty());
    }

    @Test
    void whatIsAskedForByPlaceIsMadeOnceAndAWalkTellsTheSame() {
        ProbeColumns columns = columns(3);
        assertSame(columns.get(1), columns.get(1));
        List<ProbeStats> walked = new ArrayList<>();
        for (ProbeStats stats : columns) {
            walked.add(stats);
        }
        assertEquals(List.of(columns.get(0), columns.get(1), columns.get(2)), walked);
        assertEquals(STARTED, walked.get(2).totals().discontinuity());
        assertEquals(0, walked.get(2).totals().sent());
        assertTrue(walked.get(2).totals().lastRttNanos().isEmpty());
    }

    @Test
    void nobodyChangesThem() {
        ProbeColumns columns = columns(1);
        assertThrows(UnsupportedOperationException.class, () -> columns.set(0, columns.get(0)));
        assertThrows(UnsupportedOperationException.class, () -> columns.add(columns.get(0)));
        assertThrows(IndexOutOfBoundsException.class, () -> columns.get(1));
    }

    /** Arrays that still showed an older snapshot's numbers would be a snapshot that changes. */
    @Test
    void arraysAreLentAgainOnlyWhenTheirColumnsAreForgotten() throws InterruptedException {
        ColumnPool pool = new ColumnPool();
        ProbeColumns kept = pool.columns(1);
        kept.set(0, probe(1, "192.0.2.1").build(), ProbeState.DISABLED, "kept", STARTED);
        for (int i = 0; i < 20; i++) {
            pool.columns(1).set(0, probe(1, "192.0.2.1").build(), ProbeState.DISABLED, "later", STARTED);
            System.gc();
            assertEquals("kept", kept.get(0).stateReason());
        }
    }

    @Test
    void arraysOfForgottenColumnsAreLentAgain() throws InterruptedException {
        ColumnPool pool = new ColumnPool();
        // Not a certain one: of several that are found forgotten at once the pool keeps one.
        Set<ProbeColumns.Storage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (seen.add(pool.columns(3).storage())) {
            assertTrue(System.nanoTime() < deadline, "never lent again");
            System.gc();
            Thread.sleep(10);
        }
    }
}
