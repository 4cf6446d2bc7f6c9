package org.pathgauge.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of struct sockaddr_in and sockaddr_in6, with port 0. */
final class SocketAddresses {
    private static final int V4_BYTES = 16;
    private static final int V6_BYTES = 28;
    private static final int V4_ADDRESS = 4;
    private static final int V6_ADDRESS = 8;

    private SocketAddresses() {}

    static byte[] v4(int address) {
        ByteBuffer bytes = begin(V4_BYTES, Libc.AF_INET);
        return bytes.putInt(V4_ADDRESS, address).array();
    }

    static byte[] v6(long high, long low) {
        ByteBuffer bytes = begin(V6_BYTES, Libc.AF_INET6);
        return bytes.putLong(V6_ADDRESS, high)
                .putLong(V6_ADDRESS + Long.BYTES, low)
                .array();
    }

    private static ByteBuffer begin(int size, int family) {
        return ByteBuffer.allocate(size)
                .order(ByteOrder.nativeOrder())
                .putShort(0, (short) family)
                .order(ByteOrder.BIG_ENDIAN);
    }
}
