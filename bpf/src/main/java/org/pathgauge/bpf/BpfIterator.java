package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/**
 * A program that the kernel runs over all elements of a map whenever it is asked ({@code SEC("iter/...")}); it ends with
 * the process.
 */
final class BpfIterator implements AutoCloseable {
    private static final int ATTACH_TRACE_ITER = 28;

    /** {@code union bpf_iter_link_info} up to Linux 5.19; what is longer there may be left out. */
    private static final int LINK_INFO_BYTES = 4;

    private final String name;
    private final int link;
    private final byte[] output = new byte[4096];
    private boolean closed;

    private BpfIterator(String name, int link) {
        this.name = name;
        this.link = link;
    }

    /**
     * Prepares the program to run over a map.
     *
     * @throws BpfException when the kernel refuses
     */
    static BpfIterator over(BpfMap map, BpfProgram program) {
        try (Memory info = new Memory(LINK_INFO_BYTES)) {
            info.setInt(0, map.fd());
            int link = Libbpf.bpf_link_create(program.fd(), 0, ATTACH_TRACE_ITER, new Options.LinkCreate(info));
            if (link < 0) {
                throw BpfException.of(
                        "Cannot run " + program.name() + " over map " + map.name(),
                        link,
                        "It takes Linux 5.9 or newer.");
            }
            return new BpfIterator(program.name(), link);
        }
    }

    /**
     * Runs the program over all elements there are now.
     *
     * @throws BpfException when the kernel is short of memory
     */
    void run() {
        int fd = Libbpf.bpf_iter_create(link);
        if (fd < 0) {
            throw BpfException.of("Cannot run " + name, fd, "Free memory, or close files.");
        }
        try {
            long read;
            do {
                read = Libc.read(fd, output, output.length);
            } while (read > 0 || read < 0 && retry(Native.getLastError()));
        } finally {
            Libc.close(fd);
        }
    }

    private boolean retry(int errno) {
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return true;
        }
        throw BpfException.of("Cannot run " + name, errno, "Run the agent as root.");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(link);
        }
    }
}
