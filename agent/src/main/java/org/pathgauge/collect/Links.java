package org.pathgauge.collect;

import com.sun.jna.Native;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The kernel's lists of interfaces and routes, over rtnetlink.
 *
 * <p>Not /sys/class/net: that shows the network namespace of whoever mounted it, which need not be ours.
 */
final class Links implements AutoCloseable {
    private static final short RTM_GETLINK = 18;
    private static final short RTM_NEWLINK = 16;
    private static final short RTM_GETROUTE = 26;
    private static final short RTM_NEWROUTE = 24;
    private static final short NLMSG_ERROR = 2;
    private static final short NLMSG_DONE = 3;
    private static final short NLM_F_REQUEST = 1;
    private static final short NLM_F_DUMP = 0x300;
    private static final int HEADER = 16;
    private static final int IFINFO = 16;
    private static final int RTMSG = 12;
    private static final short IFLA_IFNAME = 3;
    private static final short IFLA_LINK = 5;
    private static final short IFLA_MASTER = 10;
    private static final short IFLA_LINKINFO = 18;
    private static final short IFLA_LINK_NETNSID = 37;

    /** Kinds whose IFLA_LINK names the interface below. Of a veth it is the other end, of a tunnel the outer way. */
    private static final Set<String> STACKED = Set.of("vlan", "macvlan", "ipvlan", "macsec");

    private static final short IFLA_INFO_KIND = 1;
    private static final short RTA_DST = 1;
    private static final short RTA_OIF = 4;
    private static final int IFF_UP = 1;
    private static final int TYPE_MASK = 0x3fff;

    private final int fd;
    private final byte[] buffer = new byte[1 << 16];
    private int sequence;

    private Links(int fd) {
        this.fd = fd;
    }

    static Links open() {
        int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_ROUTE);
        if (fd < 0) {
            throw new IllegalStateException("cannot open a netlink socket (errno " + Native.getLastError()
                    + "): allow AF_NETLINK, for example in systemd's RestrictAddressFamilies");
        }
        return new Links(fd);
    }

    /** All interfaces of the agent's network namespace. */
    List<Link> all() {
        List<Link> links = new ArrayList<>();
        ByteBuffer request = request(RTM_GETLINK, NLM_F_DUMP, IFINFO);
        exchange(request, RTM_NEWLINK, message -> links.add(link(message)));
        return links;
    }

    /** Index of the interface that the routing table chooses for a destination; empty without a route. */
    OptionalInt outputInterface(InetAddress destination) {
        byte[] address = destination.getAddress();
        ByteBuffer request = request(RTM_GETROUTE, (short) 0, RTMSG + 4 + address.length);
        request.put(HEADER, (byte) (address.length == 4 ? 2 : 10));
        request.put(HEADER + 1, (byte) (8 * address.length));
        int attribute = HEADER + RTMSG;
        request.putShort(attribute, (short) (4 + address.length));
        request.putShort(attribute + 2, RTA_DST);
        request.put(attribute + 4, address);
        int[] found = {0};
        exchange(
                request,
                RTM_NEWROUTE,
                message -> attributes(message, HEADER + RTMSG, message.limit(), (type, at, end) -> {
                    if (type == RTA_OIF) {
                        found[0] = message.getInt(at);
                    }
                }));
        return found[0] == 0 ? OptionalInt.empty() : OptionalInt.of(found[0]);
    }

    private ByteBuffer request(short type, short flags, int body) {
        ByteBuffer request = ByteBuffer.allocate(HEADER + body).order(ByteOrder.nativeOrder());
        request.putInt(HEADER + body);
        request.putShort(type);
        request.putShort((short) (NLM_F_REQUEST | flags));
        request.putInt(++sequence);
        return request;
    }

    private void exchange(ByteBuffer request, short wanted, Consumer<ByteBuffer> each) {
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

    private static Link link(ByteBuffer message) {
        String[] name = {""};
        String[] kind = {""};
        int[] below = {0};
        int[] above = {0};
        boolean[] elsewhere = {false};
        attributes(message, HEADER + IFINFO, message.limit(), (type, at, end) -> {
            if (type == IFLA_IFNAME) {
                name[0] = string(message, at, end);
            } else if (type == IFLA_LINK) {
                below[0] = message.getInt(at);
            } else if (type == IFLA_MASTER) {
                above[0] = message.getInt(at);
            } else if (type == IFLA_LINK_NETNSID) {
                elsewhere[0] = true;
            } else if (type == IFLA_LINKINFO) {
                attributes(message, at, end, (inner, from, to) -> {
                    if (inner == IFLA_INFO_KIND) {
                        kind[0] = string(message, from, to);
                    }
                });
            }
        });
        return new Link(
                message.getInt(HEADER + 4),
                name[0],
                message.getShort(HEADER + 2) & 0xffff,
                (message.getInt(HEADER + 8) & IFF_UP) != 0,
                STACKED.contains(kind[0]) && !elsewhere[0] ? below[0] : 0,
                above[0],
                kind[0]);
    }

    @FunctionalInterface
    private interface Attribute {
        void accept(int type, int from, int to);
    }

    private static void attributes(ByteBuffer message, int start, int end, Attribute each) {
        for (int at = start; at + 4 <= end; ) {
            int length = message.getShort(at) & 0xffff;
            if (length < 4 || at + length > end) {
                return;
            }
            each.accept(message.getShort(at + 2) & TYPE_MASK, at + 4, at + length);
            at += length + 3 & ~3;
        }
    }

    private static String string(ByteBuffer message, int from, int to) {
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
