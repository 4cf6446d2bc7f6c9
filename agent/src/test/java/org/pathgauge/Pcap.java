package org.pathgauge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The ICMP echo packets of a capture that tcpdump wrote with nanosecond time stamps. */
final class Pcap {
    private static final int NANOSECOND_MAGIC = 0xa1b23c4d;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET = 14;

    /** One echo request or reply; icmpLength is what follows the IP header, its own header included. */
    record Echo(
            long nanos,
            boolean request,
            String source,
            String destination,
            int dscp,
            int ttl,
            boolean dontFragment,
            int icmpLength,
            boolean checksumRight,
            int id,
            int slot,
            int sequence) {}

    private Pcap() {}

    static List<Echo> read(Path file) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (data.getInt(0) != NANOSECOND_MAGIC) {
            throw new IOException("not a capture with nanoseconds: " + Integer.toHexString(data.getInt(0)));
        }
        List<Echo> echoes = new ArrayList<>();
        for (int at = FILE_HEADER; at + RECORD_HEADER <= data.limit(); ) {
            int length = data.getInt(at + 8);
            if (at + RECORD_HEADER + length > data.limit()) {
                break;
            }
            long nanos = data.getInt(at) * 1_000_000_000L + data.getInt(at + 4);
            echo(nanos, data.slice(at + RECORD_HEADER, length).order(ByteOrder.BIG_ENDIAN), echoes);
            at += RECORD_HEADER + length;
        }
        return echoes;
    }

    private static void echo(long nanos, ByteBuffer frame, List<Echo> into) throws IOException {
        boolean v6 = frame.getShort(12) == (short) 0x86dd;
        if (!v6 && frame.getShort(12) != 0x0800) {
            return;
        }
        int icmp = ETHERNET + (v6 ? 40 : 4 * (frame.get(ETHERNET) & 0xf));
        int protocol = frame.get(ETHERNET + (v6 ? 6 : 9)) & 0xff;
        int type = frame.get(icmp) & 0xff;
        boolean request = type == (v6 ? 128 : 8);
        if (protocol != (v6 ? 58 : 1) || !request && type != (v6 ? 129 : 0)) {
            return;
        }
        int icmpLength = v6
                ? frame.getShort(ETHERNET + 4) & 0xffff
                : (frame.getShort(ETHERNET + 2) & 0xffff) - (icmp - ETHERNET);
        int trafficClass = v6 ? frame.getShort(ETHERNET) >> 4 & 0xff : frame.get(ETHERNET + 1) & 0xff;
        into.add(new Echo(
                nanos,
                request,
                address(frame, ETHERNET + (v6 ? 8 : 12), v6),
                address(frame, ETHERNET + (v6 ? 24 : 16), v6),
                trafficClass >> 2,
                frame.get(ETHERNET + (v6 ? 7 : 8)) & 0xff,
                v6 || (frame.getShort(ETHERNET + 6) & 0x4000) != 0,
                icmpLength,
                checksum(frame, icmp, icmpLength, v6) == 0xffff,
                frame.getShort(icmp + 4) & 0xffff,
                frame.getInt(icmp + 12),
                frame.getInt(icmp + 16)));
    }

    /** The one's complement sum over message, checksum and pseudo-header: 0xffff when the checksum is right. */
    private static int checksum(ByteBuffer frame, int icmp, int length, boolean v6) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (frame.get(icmp + i) & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        if (v6) {
            for (int i = 0; i < 32; i += 2) {
                sum += frame.getShort(ETHERNET + 8 + i) & 0xffff;
            }
            sum += length + 58;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    private static String address(ByteBuffer frame, int at, boolean v6) throws IOException {
        byte[] bytes = new byte[v6 ? 16 : 4];
        frame.get(at, bytes);
        return java.net.InetAddress.getByAddress(Arrays.copyOf(bytes, bytes.length))
                .getHostAddress();
    }
}
