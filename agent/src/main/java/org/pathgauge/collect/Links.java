package org.pathgauge.collect;

import static org.pathgauge.bpf.RtNetlink.HEADER;
import static org.pathgauge.bpf.RtNetlink.attributes;
import static org.pathgauge.bpf.RtNetlink.string;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.pathgauge.bpf.RtNetlink;

/** The kernel's lists of interfaces and routes, over rtnetlink. */
final class Links implements AutoCloseable {
    private static final short RTM_GETLINK = 18;
    private static final short RTM_NEWLINK = 16;
    private static final short RTM_GETROUTE = 26;
    private static final short RTM_NEWROUTE = 24;
    private static final int IFINFO = 16;
    private static final int RTMSG = 12;
    private static final short IFLA_IFNAME = 3;
    private static final short IFLA_LINK = 5;
    private static final short IFLA_MASTER = 10;
    private static final short IFLA_LINKINFO = 18;
    private static final short IFLA_LINK_NETNSID = 37;

    private static final short IFLA_INFO_KIND = 1;
    private static final short RTA_DST = 1;
    private static final short RTA_OIF = 4;
    private static final int IFF_UP = 1;

    private final RtNetlink netlink = RtNetlink.open();

    /** All interfaces of the agent's network namespace. */
    List<Link> all() {
        List<Link> links = new ArrayList<>();
        netlink.dump(RTM_GETLINK, IFINFO, RTM_NEWLINK, message -> links.add(link(message)));
        return links;
    }

    /** Index of the interface that the routing table chooses for a destination; empty without a route. */
    OptionalInt outputInterface(InetAddress destination) {
        byte[] address = destination.getAddress();
        ByteBuffer request = netlink.request(RTM_GETROUTE, RTMSG + 4 + address.length);
        request.put(HEADER, (byte) (address.length == 4 ? 2 : 10));
        request.put(HEADER + 1, (byte) (8 * address.length));
        int attribute = HEADER + RTMSG;
        request.putShort(attribute, (short) (4 + address.length));
        request.putShort(attribute + 2, RTA_DST);
        request.put(attribute + 4, address);
        int[] found = {0};
        netlink.exchange(
                request,
                RTM_NEWROUTE,
                message -> attributes(message, HEADER + RTMSG, message.limit(), (type, at, end) -> {
                    if (type == RTA_OIF) {
                        found[0] = message.getInt(at);
                    }
                }));
        return found[0] == 0 ? OptionalInt.empty() : OptionalInt.of(found[0]);
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
                Link.STACKED.contains(kind[0]) && !elsewhere[0] ? below[0] : 0,
                above[0],
                kind[0]);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
