package org.pathgauge.probe;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The calls of the C library that sending needs, and Linux's numbers for them. Pointers are plain addresses. */
final class Libc {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int IPPROTO_ICMP = 1;
    static final int IPPROTO_TCP = 6;
    static final int IPPROTO_ICMPV6 = 58;
    static final int MSG_DONTWAIT = 0x40;

    static final int PRIO_PROCESS = 0;

    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_BINDTOIFINDEX = 62;
    static final int SOL_RAW = 255;
    static final int ICMP_FILTER = 1;
    static final int ICMPV6_FILTER = 1;

    static final int IPPROTO_IP = 0;
    static final int IP_TOS = 1;
    static final int IP_TTL = 2;
    static final int IP_PKTINFO = 8;
    static final int IP_MTU_DISCOVER = 10;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_CHECKSUM = 7;
    static final int IPV6_MTU_DISCOVER = 23;
    static final int IPV6_PKTINFO = 50;
    static final int IPV6_HOPLIMIT = 52;
    static final int IPV6_DONTFRAG = 62;
    static final int IPV6_TCLASS = 67;
    static final int PMTUDISC_PROBE = 3;

    static {
        Native.register(Libc.class, NativeLibrary.getInstance("c"));
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native int setsockopt(int fd, int level, int name, byte[] value, int length);

    static native int bind(int fd, byte[] address, int length);

    static native int connect(int fd, byte[] address, int length);

    static native int getsockname(int fd, byte[] address, int[] length);

    static native int sendmmsg(int fd, long messages, int count, int flags);

    static native int setpriority(int which, int who, int priority);

    static native int if_nametoindex(String name);

    static native int close(int fd);
}
