package org.pathgauge.bpf;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The few calls of the C library that the binding needs, mapped directly. */
final class Libc {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 0x01;
    static final int MAP_PRIVATE = 0x02;
    static final int MAP_FIXED = 0x10;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_NORESERVE = 0x4000;
    static final int SC_PAGESIZE = 30;
    static final short POLLIN = 1;

    static {
        SystemLibrary.register(Libc.class, "c");
    }

    private Libc() {}

    static native Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(Pointer address, long length);

    static native int close(int fd);

    static native long read(int fd, byte[] into, long length);

    static native int poll(Pointer fds, long count, int timeoutMillis);

    static native long sysconf(int name);

    static native Pointer if_indextoname(int ifindex, byte[] name);

    static native int vsnprintf(Pointer buffer, long size, Pointer format, Pointer arguments);

    static native int socket(int domain, int type, int protocol);

    static native long send(int fd, byte[] data, long length, int flags);

    static native long recv(int fd, byte[] data, long length, int flags);

    static native int ioctl(int fd, long request, Pointer argument);

    static int pageSize() {
        return (int) sysconf(SC_PAGESIZE);
    }

    /** Whether an interface has this index in this thread's network namespace. */
    static boolean interfaceExists(int ifindex) {
        return if_indextoname(ifindex, new byte[16]) != null;
    }

    /** The name of an interface with its index, as messages show it. */
    static String interfaceName(int ifindex) {
        byte[] name = new byte[16];
        return if_indextoname(ifindex, name) == null ? "interface " + ifindex : Native.toString(name);
    }
}
