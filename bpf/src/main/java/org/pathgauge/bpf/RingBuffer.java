package org.pathgauge.bpf;

import com.sun.jna.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The consuming end of a BPF ring buffer, over shared memory: draining costs no system call.
 *
 * <pre>
 *   page 0 (ours to write)     consumer position: u64
 *   page 1 (kernel's)          producer position: u64
 *   pages 2…                   data, mapped twice in a row, so that no record ever wraps
 *
 *   record:  u32 length | BUSY | DISCARD     u32 reserved     length bytes, padded to 8
 * </pre>
 *
 * Positions only grow; a record lies at position modulo size. The kernel publishes a record by
 * clearing BUSY, which an acquire load pairs with (kernel/bpf/ringbuf.c). One consumer at a time:
 * methods lock, except that {@link #await} waits unlocked.
 */
public final class RingBuffer implements AutoCloseable {
    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;
    private static final int HEADER = 8;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final int fd;
    private final int size;
    private final int page;
    private final Mapping consumer;
    private final Mapping producer;
    private boolean closed;

    private RingBuffer(int fd, int size, int page, Mapping consumer, Mapping producer) {
        this.fd = fd;
        this.size = size;
        this.page = page;
        this.consumer = consumer;
        this.producer = producer;
    }

    static RingBuffer open(String name, int fd, int size) {
        int page = Libc.pageSize();
        Mapping consumer = Mapping.of("ring buffer " + name, fd, 0, page, true);
        try {
            Mapping producer = Mapping.of("ring buffer " + name, fd, page, page + 2L * size, false);
            return new RingBuffer(fd, size, page, consumer, producer);
        } catch (BpfException e) {
            consumer.close();
            throw e;
        }
    }

    /** Takes one record. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Reads a record; the bytes are overwritten by the kernel after the return.
         *
         * @param data read-only, native order
         * @param offset where the record begins in {@code data}; use absolute getters
         * @param length its bytes
         */
        void accept(ByteBuffer data, int offset, int length);
    }

    /**
     * Hands all records that are there to {@code handler}, at most {@code limit}.
     *
     * <p>A record is freed after its handler returned; one whose handler throws is freed as well.
     *
     * @return how many were handed over; 0 also after {@link #close()}
     */
    public synchronized int drain(Handler handler, int limit) {
        if (closed) {
            return 0;
        }
        ByteBuffer mine = consumer.buffer();
        ByteBuffer theirs = producer.buffer();
        int drained = 0;
        long position = (long) LONG.getAcquire(mine, 0);
        while (drained < limit && position != (long) LONG.getAcquire(theirs, 0)) {
            int at = page + (int) (position & (size - 1));
            int header = (int) INT.getAcquire(theirs, at);
            if ((header & BUSY) != 0) {
                break;
            }
            int length = header & ~DISCARD;
            position += (length + HEADER + 7L) & -8L;
            try {
                if ((header & DISCARD) == 0) {
                    drained++;
                    handler.accept(theirs, at + HEADER, length);
                }
            } finally {
                LONG.setRelease(mine, 0, position);
            }
        }
        return drained;
    }

    /**
     * Waits until a record may be there.
     *
     * @param timeoutMillis longest wait
     * @return whether there is something to drain
     */
    public boolean await(int timeoutMillis) {
        synchronized (this) {
            if (closed) {
                return false;
            }
        }
        // struct pollfd: int fd, short events, short revents
        try (Memory poll = new Memory(8)) {
            poll.setInt(0, fd);
            poll.setShort(4, Libc.POLLIN);
            poll.setShort(6, (short) 0);
            return Libc.poll(poll, 1, timeoutMillis) > 0 && (poll.getShort(6) & Libc.POLLIN) != 0;
        }
    }

    /** Bytes of data that the ring holds when full. */
    public int size() {
        return size;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            consumer.close();
            producer.close();
        }
    }
}
