package org.pathgauge.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A BPF array map seen through shared memory: reading an element costs a load, not a system call.
 *
 * <p>Elements lie {@link #stride()} bytes apart; {@code offset} below is that of a member within its
 * element and comes from the generated layouts. Members of 8 bytes are aligned to 8, of 4 bytes to
 * 4, as everywhere in the contract with the kernel, so every access here is atomic.
 *
 * <p>The kernel writes concurrently. {@code get} is an acquire load, {@code set} a release store:
 * what was written before a set is seen by whoever sees the set. Thread-safe; access after
 * {@link #close()} fails with IndexOutOfBoundsException and never crashes.
 */
public final class MappedArray implements AutoCloseable {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final ByteBuffer CLOSED = ByteBuffer.allocateDirect(0);

    private final Mapping mapping;
    private final int elements;
    private final int stride;
    private ByteBuffer data;

    MappedArray(Mapping mapping, int elements, int stride) {
        this.mapping = mapping;
        this.elements = elements;
        this.stride = stride;
        this.data = mapping.buffer();
    }

    /** Number of elements. */
    public int elements() {
        return elements;
    }

    /** Distance in bytes from one element to the next. */
    public int stride() {
        return stride;
    }

    public long getLong(int index, int offset) {
        return (long) LONG.getAcquire(data, at(index, offset));
    }

    public int getInt(int index, int offset) {
        return (int) INT.getAcquire(data, at(index, offset));
    }

    public byte getByte(int index, int offset) {
        return data.get(at(index, offset));
    }

    public void setLong(int index, int offset, long value) {
        LONG.setRelease(data, at(index, offset), value);
    }

    public void setInt(int index, int offset, int value) {
        INT.setRelease(data, at(index, offset), value);
    }

    public void setByte(int index, int offset, byte value) {
        data.put(at(index, offset), value);
    }

    /** Adds atomically, against the kernel's own atomic additions too; returns the value before. */
    public long addLong(int index, int offset, long delta) {
        return (long) LONG.getAndAdd(data, at(index, offset), delta);
    }

    /** Adds atomically, against the kernel's own atomic additions too; returns the value before. */
    public int addInt(int index, int offset, int delta) {
        return (int) INT.getAndAdd(data, at(index, offset), delta);
    }

    /** Replaces the value atomically; returns the value before. */
    public long exchangeLong(int index, int offset, long value) {
        return (long) LONG.getAndSet(data, at(index, offset), value);
    }

    /** Replaces the value atomically; returns the value before. */
    public int exchangeInt(int index, int offset, int value) {
        return (int) INT.getAndSet(data, at(index, offset), value);
    }

    /** Copies {@code length} bytes out of an element; not atomic as a whole. */
    public void read(int index, int offset, byte[] into, int from, int length) {
        data.get(at(index, offset), into, from, length);
    }

    /** Copies {@code length} 32-bit words out of an element; each is read at once, not all together. */
    public void readInts(int index, int offset, int[] into, int from, int length) {
        int position = at(index, offset);
        for (int i = 0; i < length; i++) {
            into[from + i] = (int) INT.getOpaque(data, position + 4 * i);
        }
    }

    /** Copies bytes into an element; not atomic as a whole. */
    public void write(int index, int offset, byte[] bytes) {
        data.put(at(index, offset), bytes);
    }

    /** Sets an element to zero, 8 bytes at a time. */
    public void zero(int index) {
        int position = at(index, 0);
        for (int i = 0; i < stride; i += Long.BYTES) {
            LONG.setOpaque(data, position + i, 0L);
        }
        VarHandle.releaseFence();
    }

    private int at(int index, int offset) {
        return Objects.checkIndex(index, elements) * stride + offset;
    }

    @Override
    public void close() {
        data = CLOSED;
        mapping.close();
    }
}
