package org.pathgauge.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A BPF array map seen through a small window, which moves to whatever element is asked for.
 *
 * <p>As {@link MappedArray}, for large maps of which little is read at a time and in the order of the
 * elements: what is mapped of a map counts as this process's memory. Moving takes a system call of a
 * few microseconds, for a few hundred elements.
 *
 * <p>Used by one thread, but for {@link #close()}; access after it fails with
 * IndexOutOfBoundsException and never crashes.
 */
public final class ArrayWindow implements AutoCloseable {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final ByteBuffer CLOSED = ByteBuffer.allocateDirect(0);
    private static final long WINDOW = 64 << 10;

    private final String name;
    private final int fd;
    private final int elements;
    private final int stride;
    private final long page;
    private final long size;
    private final Mapping mapping;
    private ByteBuffer data;
    private long start;
    private volatile boolean closed;
    private final List<ArrayWindow> others = new ArrayList<>();

    /**
     * @param size octets of the whole map, whole pages
     * @throws BpfException when the kernel refuses the mapping
     */
    ArrayWindow(String name, int fd, int elements, int stride, long size) {
        this.name = name;
        this.fd = fd;
        this.elements = elements;
        this.stride = stride;
        this.page = Libc.pageSize();
        this.size = size;
        // An element that begins on a page's last octets must fit behind them.
        long least = (stride + 2 * page - 1) / page * page;
        this.mapping = Mapping.of("map " + name, fd, 0, Math.min(size, Math.max(WINDOW, least)), true);
        this.data = mapping.buffer();
    }

    /** Another window on the same map, for another thread; closed with this one if not before. From any thread. */
    public synchronized ArrayWindow another() {
        if (closed) {
            throw closed();
        }
        ArrayWindow other = new ArrayWindow(name, fd, elements, stride, size);
        others.removeIf(earlier -> earlier.closed);
        others.add(other);
        return other;
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
        int at = at(index, offset);
        return (long) LONG.getAcquire(data, at);
    }

    public int getInt(int index, int offset) {
        int at = at(index, offset);
        return (int) INT.getAcquire(data, at);
    }

    public byte getByte(int index, int offset) {
        int at = at(index, offset);
        return data.get(at);
    }

    public void setLong(int index, int offset, long value) {
        int at = at(index, offset);
        LONG.setRelease(data, at, value);
    }

    public void setInt(int index, int offset, int value) {
        int at = at(index, offset);
        INT.setRelease(data, at, value);
    }

    public void setByte(int index, int offset, byte value) {
        int at = at(index, offset);
        data.put(at, value);
    }

    /** Adds atomically, against the kernel's own atomic additions too; returns the value before. */
    public long addLong(int index, int offset, long delta) {
        int at = at(index, offset);
        return (long) LONG.getAndAdd(data, at, delta);
    }

    /** Adds atomically, against the kernel's own atomic additions too; returns the value before. */
    public int addInt(int index, int offset, int delta) {
        int at = at(index, offset);
        return (int) INT.getAndAdd(data, at, delta);
    }

    /** Replaces the value atomically, against the kernel's own additions too; returns the value before. */
    public long exchangeLong(int index, int offset, long value) {
        int at = at(index, offset);
        return (long) LONG.getAndSet(data, at, value);
    }

    /** Sets an element to zero, 8 bytes at a time. */
    public void zero(int index) {
        int at = at(index, 0);
        for (int i = 0; i < stride; i += Long.BYTES) {
            LONG.setOpaque(data, at + i, 0L);
        }
        VarHandle.releaseFence();
    }

    /** Where a member lies in the window, moved there if need be. */
    private int at(int index, int offset) {
        long wanted = (long) Objects.checkIndex(index, elements) * stride;
        if (wanted < start || wanted + stride > start + data.limit()) {
            move(wanted);
        }
        return (int) (wanted - start) + offset;
    }

    private synchronized void move(long wanted) {
        if (closed) {
            throw closed();
        }
        long to = Math.min(wanted / page * page, size - data.limit());
        mapping.move("map " + name, fd, to);
        start = to;
    }

    private IndexOutOfBoundsException closed() {
        return new IndexOutOfBoundsException("map " + name + " is closed");
    }

    @Override
    public synchronized void close() {
        others.forEach(ArrayWindow::close);
        closed = true;
        data = CLOSED;
        mapping.close();
    }
}
