package org.pathgauge.bpf;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A shared memory mapping of a file descriptor that can be closed without ever crashing the JVM.
 *
 * <p>A plain munmap(2) pulls the pages from under a thread that still reads them, which ends the
 * process. So closing replaces the pages, atomically and at the same address, by anonymous ones:
 * the kernel object is released at once, a late reader sees zeros, and the address range itself
 * goes when the last reference to the buffer has gone.
 */
final class Mapping implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Pointer address;
    private final long length;
    private ByteBuffer buffer;

    private Mapping(Pointer address, long length) {
        this.address = address;
        this.length = length;
        this.buffer = address.getByteBuffer(0, length).order(ByteOrder.nativeOrder());
        CLEANER.register(buffer, () -> Libc.munmap(address, length));
    }

    /**
     * Maps {@code length} bytes of {@code fd}.
     *
     * @throws BpfException when the kernel refuses
     */
    static Mapping of(String what, int fd, long offset, long length, boolean writable) {
        int protection = writable ? Libc.PROT_READ | Libc.PROT_WRITE : Libc.PROT_READ;
        Pointer address = Libc.mmap(Pointer.NULL, length, protection, Libc.MAP_SHARED, fd, offset);
        if (Pointer.nativeValue(address) == -1) {
            throw BpfException.of(
                    "Cannot map " + what + " (" + length + " bytes) into memory",
                    Native.getLastError(),
                    "The map must be an array made with BPF_F_MMAPABLE or a ring buffer, and memory must suffice.");
        }
        return new Mapping(address, length);
    }

    /** The mapped bytes in native order. Must not be kept by whoever closes this. */
    ByteBuffer buffer() {
        if (buffer == null) {
            throw new IllegalStateException("the mapping is closed");
        }
        return buffer;
    }

    /**
     * Shows other bytes of the file descriptor at the same place, in the same buffer, writable.
     *
     * @throws BpfException when the kernel refuses; the buffer is zero then
     */
    void move(String what, int fd, long offset) {
        Pointer moved = Libc.mmap(
                address, length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_FIXED, fd, offset);
        if (Pointer.nativeValue(moved) == -1) {
            int error = Native.getLastError();
            empty();
            throw BpfException.of(
                    "Cannot map " + what + " (" + length + " bytes at " + offset + ") into memory",
                    error,
                    "Memory must suffice, and vm.max_map_count must allow another mapping.");
        }
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer = null;
            empty();
        }
    }

    private void empty() {
        Libc.mmap(
                address,
                length,
                Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED | Libc.MAP_NORESERVE,
                -1,
                0);
    }
}
