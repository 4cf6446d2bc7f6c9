package org.pathgauge.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingBufferTest {
    /** Records of 8 bytes with a header of 8 in a ring of 4096 bytes: one byte always stays free. */
    private static final int CAPACITY = 4096 / 16 - 1;

    private BpfObject object;
    private RingBuffer ring;
    private final List<Long> seen = new ArrayList<>();
    private final RingBuffer.Handler handler = (data, offset, length) -> {
        assertEquals(8, length);
        seen.add(data.getLong(offset));
    };

    @BeforeEach
    void load() {
        object = BpfObject.open("binding", TestObjects.compile("binding"));
        object.load();
        ring = object.map("ring").ringBuffer();
    }

    @AfterEach
    void close() {
        ring.close();
        object.close();
    }

    private void emit(int count) {
        object.program("pg_t_emit").testRun(TestObjects.PACKET, new byte[0], count);
    }

    /** The numbers that the program submits: each 8th is discarded by it. */
    private static List<Long> submitted(long from, long to) {
        return LongStream.range(from, to).filter(n -> n % 8 != 7).boxed().toList();
    }

    @Test
    void recordsComeInOrderWithoutTheDiscardedOnes() {
        assertEquals(0, ring.drain(handler, Integer.MAX_VALUE));
        emit(20);
        assertEquals(18, ring.drain(handler, Integer.MAX_VALUE));
        assertEquals(submitted(0, 20), seen);
        assertEquals(0, ring.drain(handler, Integer.MAX_VALUE));
    }

    @Test
    void limitLeavesTheRestForTheNextDrain() {
        emit(6);
        assertEquals(4, ring.drain(handler, 4));
        assertEquals(2, ring.drain(handler, 4));
        assertEquals(submitted(0, 6), seen);
    }

    @Test
    void fullRingLosesTheNewestAndRecoversWhenDrained() {
        emit(1000);
        try (MappedArray counts = object.map("mapped").mmap()) {
            assertEquals(1000 - CAPACITY, counts.getInt(1, 8), "refused by the full ring");
        }
        ring.drain(handler, Integer.MAX_VALUE);
        assertEquals(submitted(0, CAPACITY), seen);
        seen.clear();
        emit(100);
        ring.drain(handler, Integer.MAX_VALUE);
        assertEquals(submitted(1000, 1100), seen);
    }

    @Test
    void recordsAcrossTheEndOfTheRingAreWhole() {
        for (int round = 0; round < 50; round++) {
            emit(100);
            ring.drain(handler, Integer.MAX_VALUE);
        }
        assertEquals(submitted(0, 5000), seen);
    }

    @Test
    void recordWhoseHandlerFailsIsFreedToo() {
        emit(2);
        assertThrows(
                IllegalStateException.class,
                () -> ring.drain(
                        (data, offset, length) -> {
                            throw new IllegalStateException("handler");
                        },
                        Integer.MAX_VALUE));
        ring.drain(handler, Integer.MAX_VALUE);
        assertEquals(List.of(1L), seen);
    }

    @Test
    void awaitTellsWhetherThereIsSomething() {
        assertFalse(ring.await(0));
        emit(1);
        assertTrue(ring.await(10_000));
        ring.drain(handler, Integer.MAX_VALUE);
        assertFalse(ring.await(0));
    }

    @Test
    void closingUnderADrainingThreadDoesNotCrash() throws InterruptedException {
        CountDownLatch draining = new CountDownLatch(1);
        Thread drainer = new Thread(() -> {
            while (!Thread.interrupted()) {
                ring.drain((data, offset, length) -> data.getLong(offset), Integer.MAX_VALUE);
                draining.countDown();
            }
        });
        drainer.start();
        try {
            draining.await();
            emit(10_000);
            ring.close();
            ring.close();
            assertEquals(0, ring.drain(handler, Integer.MAX_VALUE));
            assertFalse(ring.await(0));
        } finally {
            drainer.interrupt();
            drainer.join();
        }
    }

    @Test
    void otherMapsAreNoRingBuffers() {
        BpfException e =
                assertThrows(BpfException.class, () -> object.map("plain").ringBuffer());
        assertTrue(e.getMessage().contains("no ring buffer"), e.getMessage());
    }
}
