package org.pathgauge.drops;

import static org.pathgauge.bpf.RtNetlink.HEADER;
import static org.pathgauge.bpf.RtNetlink.attributes;
import static org.pathgauge.bpf.RtNetlink.string;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pathgauge.bpf.RtNetlink;
import org.pathgauge.model.KernelDrops.Link;

/**
 * What the kernel itself counts of the interfaces of the network namespace in which this was made, over rtnetlink: two
 * requests a tick, whatever their number.
 */
final class KernelCounters implements AutoCloseable {
    private static final short RTM_GETLINK = 18;
    private static final short RTM_NEWLINK = 16;
    private static final short RTM_GETQDISC = 38;
    private static final short RTM_NEWQDISC = 36;
    private static final int IFINFO = 16;
    private static final int TCMSG = 20;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_STATS64 = 23;
    private static final int TCA_KIND = 1;
    private static final int TCA_STATS2 = 7;
    private static final int TCA_STATS_QUEUE = 3;
    private static final int TC_H_ROOT = -1;

    /** Members of struct rtnl_link_stats64 (linux/if_link.h), by their number. */
    private enum Statistic {
        RX_ERRORS(4),
        TX_ERRORS(5),
        RX_DROPPED(6),
        TX_DROPPED(7),
        RX_MISSED(15),
        RX_NO_HANDLER(23);

        private final int number;

        Statistic(int number) {
            this.number = number;
        }

        /** 0 where the kernel's struct is shorter. */
        long in(ByteBuffer message, int from, int to) {
            int at = from + number * Long.BYTES;
            return at + Long.BYTES <= to ? message.getLong(at) : 0;
        }
    }

    /**
     * An interface.
     *
     * @param name of it
     * @param counters the kernel's
     */
    record Seen(String name, Link counters) {}

    /**
     * The root queueing discipline of an interface, as the kernel counts it: in 32 bits.
     *
     * @param handle tells one discipline from its successor
     */
    record RootQueue(
            int handle,
            String kind,
            int dropped,
            int overLimits,
            int requeues,
            int backlogPackets,
            int backlogOctets) {}

    private final RtNetlink netlink = RtNetlink.open();

    /** All interfaces by index. */
    TreeMap<Integer, Seen> interfaces() {
        TreeMap<Integer, Seen> all = new TreeMap<>();
        netlink.dump(RTM_GETLINK, IFINFO, RTM_NEWLINK, message -> all.put(message.getInt(HEADER + 4), seen(message)));
        return all;
    }

    private static Seen seen(ByteBuffer message) {
        String[] name = {""};
        Link[] counters = {new Link(0, 0, 0, 0, 0, 0)};
        attributes(message, HEADER + IFINFO, message.limit(), (type, from, to) -> {
            if (type == IFLA_IFNAME) {
                name[0] = string(message, from, to);
            } else if (type == IFLA_STATS64) {
                counters[0] = new Link(
                        Statistic.RX_ERRORS.in(message, from, to),
                        Statistic.TX_ERRORS.in(message, from, to),
                        Statistic.RX_DROPPED.in(message, from, to),
                        Statistic.TX_DROPPED.in(message, from, to),
                        Statistic.RX_MISSED.in(message, from, to),
                        Statistic.RX_NO_HANDLER.in(message, from, to));
            }
        });
        return new Seen(name[0], counters[0]);
    }

    /** The root queueing disciplines by interface index. */
    Map<Integer, RootQueue> queues() {
        Map<Integer, RootQueue> all = new HashMap<>();
        netlink.dump(RTM_GETQDISC, TCMSG, RTM_NEWQDISC, message -> {
            // struct tcmsg: family and padding, ifindex, handle, parent, info.
            if (message.getInt(HEADER + 12) == TC_H_ROOT) {
                queue(message).ifPresent(queue -> all.put(message.getInt(HEADER + 4), queue));
            }
        });
        return all;
    }

    private static Optional<RootQueue> queue(ByteBuffer message) {
        String[] kind = {""};
        int[] at = {0};
        attributes(message, HEADER + TCMSG, message.limit(), (type, from, to) -> {
            if (type == TCA_KIND) {
                kind[0] = string(message, from, to);
            } else if (type == TCA_STATS2) {
                attributes(message, from, to, (inner, start, end) -> {
                    if (inner == TCA_STATS_QUEUE && end - start >= 5 * Integer.BYTES) {
                        at[0] = start;
                    }
                });
            }
        });
        if (at[0] == 0) {
            return Optional.empty();
        }
        // struct gnet_stats_queue: qlen, backlog, drops, requeues, overlimits.
        return Optional.of(new RootQueue(
                message.getInt(HEADER + 8),
                kind[0],
                message.getInt(at[0] + 8),
                message.getInt(at[0] + 16),
                message.getInt(at[0] + 12),
                message.getInt(at[0]),
                message.getInt(at[0] + 4)));
    }

    @Override
    public void close() {
        netlink.close();
    }
}
