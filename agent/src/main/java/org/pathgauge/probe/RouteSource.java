package org.pathgauge.probe;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Asks the kernel which of its IPv4 addresses it sends to a target from: by connecting a UDP socket, which sends nothing.
 */
final class RouteSource {
    private static final int ADDRESS = 4;
    private static final int END = 8;

    /** Any port but 0; nothing is sent to it. */
    private static final int DISCARD = 9;

    private RouteSource() {}

    /**
     * The source address of a route.
     *
     * @param target four address bytes
     * @param sourceIndex index of the interface to send through, 0 for the routing table's choice
     * @param into receives four address bytes
     * @return 0, or the error number that sending would meet, too
     */
    static int find(byte[] target, int sourceIndex, byte[] into) {
        int fd = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return Native.getLastError();
        }
        try {
            byte[] index = ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putInt(sourceIndex)
                    .array();
            if (sourceIndex > 0
                    && Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_BINDTOIFINDEX, index, index.length) < 0) {
                return Native.getLastError();
            }
            byte[] address = SocketAddresses.v4(ByteBuffer.wrap(target).getInt());
            address[3] = DISCARD;
            if (Libc.connect(fd, address, address.length) < 0
                    || Libc.getsockname(fd, address, new int[] {address.length}) < 0) {
                return Native.getLastError();
            }
            System.arraycopy(Arrays.copyOfRange(address, ADDRESS, END), 0, into, 0, into.length);
            return 0;
        } finally {
            Libc.close(fd);
        }
    }
}
