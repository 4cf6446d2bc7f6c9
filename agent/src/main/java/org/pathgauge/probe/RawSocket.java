package org.pathgauge.probe;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A raw ICMP or ICMPv6 socket that only sends: replies are matched by the kernel programs, so it queues none. */
final class RawSocket implements AutoCloseable {
    private static final int SEND_BUFFER = 8 << 20;
    private static final int ICMPV6_FILTER_BYTES = 32;

    private final int fd;

    private RawSocket(int fd) {
        this.fd = fd;
    }

    /**
     * Opens the socket of one address family.
     *
     * @throws IOException with what is missing, when the kernel refuses
     */
    static RawSocket open(boolean v6) throws IOException {
        int fd = Libc.socket(
                v6 ? Libc.AF_INET6 : Libc.AF_INET,
                Libc.SOCK_RAW | Libc.SOCK_CLOEXEC,
                v6 ? Libc.IPPROTO_ICMPV6 : Libc.IPPROTO_ICMP);
        if (fd < 0) {
            throw refused("open a raw " + (v6 ? "ICMPv6" : "ICMP") + " socket", Native.getLastError());
        }
        RawSocket socket = new RawSocket(fd);
        try {
            socket.configure(v6);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private void configure(boolean v6) throws IOException {
        set(Libc.SOL_SOCKET, Libc.SO_RCVBUF, integer(0));
        if (Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, integer(SEND_BUFFER), Integer.BYTES) < 0) {
            // Without CAP_NET_ADMIN the system's limit (net.core.wmem_max) applies.
            set(Libc.SOL_SOCKET, Libc.SO_SNDBUF, integer(SEND_BUFFER));
        }
        // A set bit blocks a type, in both filters.
        byte[] blockAll = new byte[v6 ? ICMPV6_FILTER_BYTES : Integer.BYTES];
        Arrays.fill(blockAll, (byte) 0xff);
        if (v6) {
            set(Libc.IPPROTO_ICMPV6, Libc.ICMPV6_FILTER, blockAll);
            set(Libc.IPPROTO_IPV6, Libc.IPV6_MTU_DISCOVER, integer(Libc.PMTUDISC_PROBE));
            set(Libc.IPPROTO_IPV6, Libc.IPV6_DONTFRAG, integer(1));
        } else {
            set(Libc.SOL_RAW, Libc.ICMP_FILTER, blockAll);
            // Never fragment: a fragmented reply could not be matched. "Probe" rather than "do", because the latter
            // also obeys a path MTU that somebody else's forged ICMP error may have set.
            set(Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, integer(Libc.PMTUDISC_PROBE));
        }
    }

    private void set(int level, int name, byte[] value) throws IOException {
        if (Libc.setsockopt(fd, level, name, value, value.length) < 0) {
            throw refused("set option " + level + "/" + name + " of a raw socket", Native.getLastError());
        }
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private static IOException refused(String what, int errno) {
        return new IOException(
                errno == SendErrors.EPERM
                        ? "cannot " + what + " (EPERM): run the agent as root or give it CAP_NET_RAW"
                        : "cannot " + what + " (errno " + errno + ")");
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
