package org.pathgauge.bpf;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes of packets, put together from the inside out: ICMP message, IP packet, Ethernet frame. */
public final class Frame {
    public static final int ECHO_V4 = 8;
    public static final int REPLY_V4 = 0;
    public static final int ECHO_V6 = 128;
    public static final int REPLY_V6 = 129;
    public static final int NEXT_ICMPV6 = 58;
    public static final int NEXT_FRAGMENT = 44;

    private Frame() {}

    public static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** An ICMP message without checksum: type, code and the second word, then the body. */
    public static byte[] icmp(int type, int code, int word, byte[] body) {
        return join(
                ByteBuffer.allocate(8)
                        .put((byte) type)
                        .put((byte) code)
                        .putShort((short) 0)
                        .putInt(word)
                        .array(),
                body);
    }

    /** An IPv4 packet with the ICMP message's checksum put in. Options are padded by the caller. */
    public static byte[] ipv4(String source, String destination, byte[] options, byte[] icmp) {
        return ipv4(source, destination, options, 0, 1, summed(icmp, new byte[0]));
    }

    public static byte[] ipv4(
            String source, String destination, byte[] options, int fragment, int protocol, byte[] payload) {
        int header = 20 + options.length;
        byte[] ip = join(
                ByteBuffer.allocate(20)
                        .put((byte) (0x40 | header / 4))
                        .put((byte) 0)
                        .putShort((short) (header + payload.length))
                        .putShort((short) 1)
                        .putShort((short) fragment)
                        .put((byte) 64)
                        .put((byte) protocol)
                        .putShort((short) 0)
                        .put(address(source))
                        .put(address(destination))
                        .array(),
                options);
        putShort(ip, 10, ~sum(ip));
        return join(ip, payload);
    }

    /** An IPv6 packet with the ICMPv6 message's checksum put in, behind extension headers. */
    public static byte[] ipv6(String source, String destination, int next, byte[] extensions, byte[] icmp) {
        byte[] pseudo = join(
                address(source),
                address(destination),
                ByteBuffer.allocate(8).putInt(icmp.length).putInt(NEXT_ICMPV6).array());
        byte[] payload = join(extensions, summed(icmp, pseudo));
        return ipv6(source, destination, next, payload);
    }

    /** An IPv6 packet as it is, whatever its payload. */
    public static byte[] ipv6(String source, String destination, int next, byte[] payload) {
        return join(
                ByteBuffer.allocate(8)
                        .putInt(0x60000000)
                        .putShort((short) payload.length)
                        .put((byte) next)
                        .put((byte) 64)
                        .array(),
                address(source),
                address(destination),
                payload);
    }

    /** An IPv6 extension header of {@code words} times eight bytes. */
    public static byte[] extension(int next, int words) {
        return ByteBuffer.allocate(words * 8)
                .put((byte) next)
                .put((byte) (words - 1))
                .array();
    }

    /** An Ethernet frame around an IP packet; each tag is a TPID, outermost first. */
    public static byte[] ethernet(byte[] ip, int... tags) {
        ByteBuffer header = ByteBuffer.allocate(14 + 4 * tags.length);
        header.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        for (int tag : tags) {
            header.putShort((short) tag).putShort((short) 7);
        }
        header.putShort((short) (ip[0] >> 4 == 4 ? 0x0800 : 0x86dd));
        return join(header.array(), ip);
    }

    public static byte[] cut(byte[] frame, int length) {
        return Arrays.copyOf(frame, length);
    }

    public static byte[] cutFront(byte[] frame, int bytes) {
        return Arrays.copyOfRange(frame, bytes, frame.length);
    }

    /** A frame without tags whose IP header states the length 0, as that of what was merged beyond 64 KiB. */
    public static byte[] withoutLength(byte[] frame) {
        byte[] result = frame.clone();
        putShort(result, frame[14] >> 4 == 4 ? 14 + 2 : 14 + 4, 0);
        return result;
    }

    /** What tells a test run at traffic control that GRO merged its packet: a struct __sk_buff of linux/bpf.h. */
    public static byte[] merged(int segments) {
        int gsoSegs = 164;
        int gsoSize = 176;
        return ByteBuffer.allocate(192)
                .order(ByteOrder.nativeOrder())
                .putInt(gsoSegs, segments)
                .putInt(gsoSize, 1000)
                .array();
    }

    public static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    private static byte[] summed(byte[] icmp, byte[] pseudo) {
        byte[] message = icmp.clone();
        putShort(message, 2, ~sum(join(pseudo, message)));
        return message;
    }

    /** RFC 1071. */
    static int sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }
}
