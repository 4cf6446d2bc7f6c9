package org.pathgauge.bpf;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A socket of rtnetlink(7): asks the kernel of the network namespace in which it was opened. For one thread at a time.
 *
 * <p>Not /sys/class/net: that shows the network namespace of whoever mounted it, which need not be ours.
 */
public final class RtNetlink implements AutoCloseable {
    /** Octets of a message before what belongs to its type: struct nlmsghdr. */
    public static final int HEADER = 16;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final short NLMSG_ERROR = 2;
    private static final short NLMSG_DONE = 3;
    private static final short NLM_F_REQUEST = 1;
    private static final short NLM_F_DUMP = 0x300;
    private static final int TYPE_MASK = 0x3fff;

    private final int fd;
    private final byte[] buffer = new byte[1 << 16];
    private int sequence;

    private RtNetlink(int fd) {
        this.fd = fd;
    }

    /**
     * Opens a socket.
     *
     * @throws IllegalStateException when the process may not
     */
    public static RtNetlink open() {
        int fd = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
        if (fd < 0) {
            throw new IllegalStateException("cannot open a netlink socket (errno " + Native.getLastError()
                    + "): allow AF_NETLINK, for example in systemd's RestrictAddressFamilies");
        }
        return new RtNetlink(fd);
    }

    /** Takes the messages of an answer, each from its header on. */
    @FunctionalInterface
    public interface Attribute {
        /**
         * @param type without the flags for nesting and byte order
         * @param from where the value begins in the message
         * @param to where it ends
         */
        void accept(int type, int from, int to);
    }

    /**
     * Asks for all of a kind.
     *
     * @param type of the request
     * @param body octets of the request behind its header, zero
     * @param wanted type of the messages of the answer
     */
    public void dump(short type, int body, short wanted, Consumer<ByteBuffer> each) {
        exchange(request(type, NLM_F_DUMP, body), wanted, each);
    }

    /** A request for one thing, to be filled in behind its header. */
    public ByteBuffer request(short type, int body) {
        return request(type, (short) 0, body);
    }

    private ByteBuffer request(short type, short flags, int body) {
        ByteBuffer request = ByteBuffer.allocate(HEADER + body).order(ByteOrder.nativeOrder());
        request.putInt(HEADER + body);
        request.putShort(type);
        request.putShort((short) (NLM_F_REQUEST | flags));
        request.putInt(++sequence);
        return request;
    }

    /**
     * Sends a request and hands over the messages of the answer; none when the kernel refuses.
     *
     * @param wanted type of the messages of the answer
     */
    public void exchange(ByteBuffer request, short wanted, Consumer<ByteBuffer> each) {
        if (Libc.send(fd, request.array(), request.capacity(), 0) < 0) {
            throw new IllegalStateException("netlink request failed, errno " + Native.getLastError());
        }
        boolean dump = (request.getShort(6) & NLM_F_DUMP) != 0;
        while (true) {
            long received = Libc.recv(fd, buffer, buffer.length, 0);
            if (received < 0) {
                throw new IllegalStateException("netlink answer failed, errno " + Native.getLastError());
            }
            ByteBuffer all = ByteBuffer.wrap(buffer, 0, (int) received).order(ByteOrder.nativeOrder());
            for (int at = 0; at + HEADER <= received; ) {
                int length = all.getInt(at);
                short type = all.getShort(at + 4);
                if (length < HEADER || at + length > received) {
                    return;
                }
                boolean ours = all.getInt(at + 8) == sequence;
                if (ours && (type == NLMSG_DONE || type == NLMSG_ERROR)) {
                    return;
                }
                if (ours && type == wanted) {
                    each.accept(all.slice(at, length).order(ByteOrder.nativeOrder()));
                    if (!dump) {
                        return;
                    }
                }
                at += length + 3 & ~3;
            }
        }
    }

    /** Walks the attributes within a part of a message; stops at one that does not fit. */
    public static void attributes(ByteBuffer message, int start, int end, Attribute each) {
        for (int at = start; at + 4 <= end; ) {
            int length = message.getShort(at) & 0xffff;
            if (length < 4 || at + length > end) {
                return;
            }
            each.accept(message.getShort(at + 2) & TYPE_MASK, at + 4, at + length);
            at += length + 3 & ~3;
        }
    }

    /** The text of an attribute, up to its NUL. */
    public static String string(ByteBuffer message, int from, int to) {
        byte[] bytes = new byte[to - from];
        message.get(from, bytes);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
