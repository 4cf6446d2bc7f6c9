package org.pathgauge.tcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.pathgauge.bpf.BpfMap;
import org.pathgauge.bpf.abi.TcpPrefixKeyLayout;
import org.pathgauge.bpf.abi.TcpPrefixLayout;
import org.pathgauge.model.FilterRule.Prefix;

/** Prefixes as the kernel's trie has them: all of IPv6, IPv4 among it as ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
final class PrefixEntries {
    private static final int MAPPED_BITS = 96;

    private PrefixEntries() {}

    static List<BpfMap.Entry> of(List<Prefix> prefixes) {
        return prefixes.stream().map(PrefixEntries::entry).toList();
    }

    private static BpfMap.Entry entry(Prefix prefix) {
        byte[] address = mapped(prefix.address());
        int bits = prefix.address() instanceof Inet4Address ? prefix.length() + MAPPED_BITS : prefix.length();
        return new BpfMap.Entry(
                fields(TcpPrefixKeyLayout.SIZE)
                        .put(TcpPrefixKeyLayout.ADDRESS, address)
                        .putInt(TcpPrefixKeyLayout.BITS, bits)
                        .array(),
                fields(TcpPrefixLayout.SIZE)
                        .put(TcpPrefixLayout.ADDRESS, address)
                        .putInt(TcpPrefixLayout.BITS, bits)
                        .array());
    }

    private static ByteBuffer fields(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == TcpPrefixLayout.ADDRESS_LENGTH) {
            return bytes;
        }
        byte[] mapped = new byte[TcpPrefixLayout.ADDRESS_LENGTH];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, bytes.length);
        return mapped;
    }
}
