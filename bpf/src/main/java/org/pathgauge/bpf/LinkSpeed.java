package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Asks drivers for the speed of their links; of the network namespace in which it was opened. For one thread at a time. */
public final class LinkSpeed implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GSET = 1;
    private static final int NAME_OCTETS = 16;
    private static final int IFREQ_OCTETS = 40;

    /** struct ethtool_cmd: speed in Mbit/s is of two halves. */
    private static final int COMMAND_OCTETS = 44;

    private static final int SPEED_LOW = 12;
    private static final int SPEED_HIGH = 28;
    private static final long UNKNOWN = 0xffffffffL;
    private static final long UNKNOWN_HALF = 0xffff;

    private final int fd;

    private LinkSpeed(int fd) {
        this.fd = fd;
    }

    /**
     * Opens it.
     *
     * @throws IllegalStateException when the process may have no socket
     */
    public static LinkSpeed open() {
        int fd = Libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        if (fd < 0) {
            throw new IllegalStateException("cannot open a socket to ask drivers with, errno " + Native.getLastError());
        }
        return new LinkSpeed(fd);
    }

    /** Bits a second of an interface's link; empty when its driver does not know. */
    public OptionalLong of(String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= NAME_OCTETS) {
            return OptionalLong.empty();
        }
        try (Memory command = new Memory(COMMAND_OCTETS);
                Memory request = new Memory(IFREQ_OCTETS)) {
            command.clear();
            command.setInt(0, ETHTOOL_GSET);
            request.clear();
            request.write(0, octets, 0, octets.length);
            request.setPointer(NAME_OCTETS, command);
            if (Libc.ioctl(fd, SIOCETHTOOL, request) != 0) {
                return OptionalLong.empty();
            }
            long megabits =
                    command.getShort(SPEED_LOW) & 0xffffL | (command.getShort(SPEED_HIGH) & 0xffffL) << Short.SIZE;
            boolean known = megabits != 0 && megabits != UNKNOWN && megabits != UNKNOWN_HALF;
            return known ? OptionalLong.of(megabits * 1_000_000) : OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
