package org.pathgauge.filter;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.pathgauge.bpf.Frame;

/**
 * A packet for tests: what rules see of it, and its bytes.
 *
 * @param ports whether it has ports; the port numbers mean nothing otherwise
 */
record Packet(InetAddress source, InetAddress destination, int protocol, boolean ports, int from, int to) {
    private static final int HOP_BY_HOP = 0;
    private static final int DESTINATION = 60;
    static final int FRAGMENT = 44;

    static Packet of(String source, String destination, int protocol) {
        return new Packet(FilterBench.address(source), FilterBench.address(destination), protocol, false, 0, 0);
    }

    static Packet of(String source, String destination, int protocol, int from, int to) {
        return new Packet(FilterBench.address(source), FilterBench.address(destination), protocol, true, from, to);
    }

    private boolean v4() {
        return source.getAddress().length == 4;
    }

    private byte[] payload() {
        ByteBuffer payload = ByteBuffer.allocate(24);
        if (ports) {
            payload.putShort((short) from).putShort((short) to);
        }
        return payload.array();
    }

    byte[] frame(int... tags) {
        return Frame.ethernet(ip(), tags);
    }

    byte[] ip() {
        return v4() ? ipv4(new byte[0], 0, payload()) : ipv6(protocol, payload());
    }

    /** With IPv4 options, or behind two extension headers. */
    byte[] withOptions() {
        if (v4()) {
            return Frame.ethernet(ipv4(new byte[8], 0, payload()));
        }
        byte[] headers = Frame.join(Frame.extension(DESTINATION, 1), Frame.extension(protocol, 2));
        return Frame.ethernet(ipv6(HOP_BY_HOP, Frame.join(headers, payload())));
    }

    /** A fragment at an offset in eights; the first one holds the ports. */
    byte[] fragment(int offset) {
        if (v4()) {
            return Frame.ethernet(ipv4(new byte[0], 0x2000 | offset, payload()));
        }
        byte[] header = ByteBuffer.allocate(8)
                .put((byte) protocol)
                .put((byte) 0)
                .putShort((short) (offset << 3 | 1))
                .putInt(77)
                .array();
        return Frame.ethernet(ipv6(FRAGMENT, Frame.join(header, payload())));
    }

    private byte[] ipv4(byte[] options, int fragment, byte[] payload) {
        return Frame.ipv4(source.getHostAddress(), destination.getHostAddress(), options, fragment, protocol, payload);
    }

    private byte[] ipv6(int next, byte[] payload) {
        return Frame.ipv6(source.getHostAddress(), destination.getHostAddress(), next, payload);
    }
}
