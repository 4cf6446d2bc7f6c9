package org.pathgauge.probe;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A raw ICMP, ICMPv6 or TCP socket that only sends: replies are matched by the kernel programs, so it queues none.
 *
 * <p>The kernel would copy every TCP segment of the host for a raw TCP socket, only to throw it away. So that one is
 * bound to a multicast address, to which nobody sends TCP: it matches nothing. It does not choose the source address of
 * what is sent.
 */
final class RawSocket implements AutoCloseable {
    private static final int SEND_BUFFER = 8 << 20;
    private static final int ICMPV6_FILTER_BYTES = 32;

    /** RFC 3542 section 3.1: where the kernel puts the checksum. */
    private static final int TCP_CHECKSUM_OFFSET = 16;

    /** 233.252.0.1 of MCAST-TEST-NET (RFC 5771 section 9.2), port 0. */
    private static final int NOWHERE_V4 = 0xe9fc_0001;

    /** ff0e::db8:0:1, for documentation (RFC 6676 section 3). */
    private static final long NOWHERE_V6 = 0xff0e_0000_0000_0000L;

    private static final long NOWHERE_V6_LOW = 0x0000_0db8_0000_0001L;

    private final int fd;

    private RawSocket(int fd) {
        this.fd = fd;
    }

    /**
     * Opens the socket of one address family.
     *
     * @param tcp for SYNs, else for echo requests
     * @throws IOException with what is missing, when the kernel refuses
     */
    static RawSocket open(boolean v6, boolean tcp) throws IOException {
        int fd = Libc.socket(
                v6 ? Libc.AF_INET6 : Libc.AF_INET,
                Libc.SOCK_RAW | Libc.SOCK_CLOEXEC,
                tcp ? Libc.IPPROTO_TCP : v6 ? Libc.IPPROTO_ICMPV6 : Libc.IPPROTO_ICMP);
        if (fd < 0) {
            throw refused("open a raw " + (tcp ? "TCP" : v6 ? "ICMPv6" : "ICMP") + " socket", Native.getLastError());
        }
        RawSocket socket = new RawSocket(fd);
        try {
            socket.configure(v6);
            if (tcp) {
                socket.hearNothing(v6);
            } else {
                socket.blockMessages(v6);
            }
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
        if (v6) {
            set(Libc.IPPROTO_IPV6, Libc.IPV6_MTU_DISCOVER, integer(Libc.PMTUDISC_PROBE));
            set(Libc.IPPROTO_IPV6, Libc.IPV6_DONTFRAG, integer(1));
        } else {
            // Never fragment: a fragmented reply could not be matched. "Probe" rather than "do", because the latter
            // also obeys a path MTU that somebody else's forged ICMP error may have set.
            set(Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, integer(Libc.PMTUDISC_PROBE));
        }
    }

    private void blockMessages(boolean v6) throws IOException {
        // A set bit blocks a type, in both filters.
        byte[] blockAll = new byte[v6 ? ICMPV6_FILTER_BYTES : Integer.BYTES];
        Arrays.fill(blockAll, (byte) 0xff);
        if (v6) {
            set(Libc.IPPROTO_ICMPV6, Libc.ICMPV6_FILTER, blockAll);
        } else {
            set(Libc.SOL_RAW, Libc.ICMP_FILTER, blockAll);
        }
    }

    private void hearNothing(boolean v6) throws IOException {
        byte[] nowhere = v6 ? SocketAddresses.v6(NOWHERE_V6, NOWHERE_V6_LOW) : SocketAddresses.v4(NOWHERE_V4);
        if (Libc.bind(fd, nowhere, nowhere.length) < 0) {
            throw refused("bind a raw TCP socket", Native.getLastError());
        }
        if (v6) {
            set(Libc.IPPROTO_IPV6, Libc.IPV6_CHECKSUM, integer(TCP_CHECKSUM_OFFSET));
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
