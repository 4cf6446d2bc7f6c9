package org.pathgauge.snmp.transport;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The calls of the C library that control messages need, and Linux's numbers for them. Pointers are plain addresses. */
final class Libc {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    static final int SHUT_RDWR = 2;
    static final int EINTR = 4;
    static final int MSG_TRUNC = 0x20;
    static final int IPPROTO_IP = 0;
    static final int IP_PKTINFO = 8;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int IPV6_RECVPKTINFO = 49;
    static final int IPV6_PKTINFO = 50;

    static {
        Native.register(Libc.class, NativeLibrary.getInstance("c"));
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native int setsockopt(int fd, int level, int name, byte[] value, int length);

    static native int bind(int fd, byte[] address, int length);

    static native int getsockname(int fd, byte[] address, int[] length);

    static native long recvmsg(int fd, long message, int flags);

    static native long sendmsg(int fd, long message, int flags);

    static native int shutdown(int fd, int how);

    static native int close(int fd);
}
