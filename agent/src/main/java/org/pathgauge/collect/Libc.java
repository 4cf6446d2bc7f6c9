package org.pathgauge.collect;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The calls of the C library that a netlink socket needs. */
final class Libc {
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int NETLINK_ROUTE = 0;

    static {
        Native.register(Libc.class, NativeLibrary.getInstance("c"));
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native long send(int fd, byte[] data, long length, int flags);

    static native long recv(int fd, byte[] data, long length, int flags);

    static native int close(int fd);
}
