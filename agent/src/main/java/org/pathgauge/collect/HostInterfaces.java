package org.pathgauge.collect;

import static org.pathgauge.bpf.RtNetlink.HEADER;
import static org.pathgauge.bpf.RtNetlink.attributes;
import static org.pathgauge.bpf.RtNetlink.string;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.pathgauge.bpf.LinkSpeed;
import org.pathgauge.bpf.RtNetlink;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.NetworkInterface.Kind;
import org.pathgauge.model.NetworkInterface.Status;

/** All interfaces of the agent's network namespace with what the kernel counts of them. For one thread. */
public final class HostInterfaces implements AutoCloseable {
    private static final short RTM_GETLINK = 18;
    private static final short RTM_NEWLINK = 16;
    private static final int IFINFO = 16;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_OPERSTATE = 16;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_STATS64 = 23;
    private static final int IFLA_PROMISCUITY = 30;
    private static final int IFLA_LINK_NETNSID = 37;
    private static final int IFLA_INFO_KIND = 1;
    private static final int ARPHRD_ETHER = 1;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;

    /** By the number of the kernel's operstate (linux/if.h). */
    private static final List<Status> STATES = List.of(
            Status.UNKNOWN,
            Status.NOT_PRESENT,
            Status.DOWN,
            Status.LOWER_LAYER_DOWN,
            Status.TESTING,
            Status.DORMANT,
            Status.UP);

    private static final int TICKS_BETWEEN_SPEEDS = 60;

    /** Those of struct rtnl_link_stats64 that are of use here, which are its first. */
    private static final int COUNTERS = 9;

    /** What is remembered of an interface. */
    private static final class Known {
        private Instant since;
        private Status status;
        private Optional<Instant> changed = Optional.empty();
        private OptionalLong speed = OptionalLong.empty();
        private int ticksToSpeed;
        private long[] counters = new long[COUNTERS];

        private Known(Message m, Instant since, boolean appeared) {
            this.since = since;
            status = status(m);
            changed = appeared ? Optional.of(since) : Optional.empty();
        }

        private void see(Message m, Instant now, LinkSpeed speeds) {
            Status seen = status(m);
            if (seen != status) {
                status = seen;
                changed = Optional.of(now);
                ticksToSpeed = 0;
            }
            if (--ticksToSpeed <= 0) {
                ticksToSpeed = TICKS_BETWEEN_SPEEDS;
                speed = speeds.of(m.name);
            }
            // A driver that begins anew, or another interface with the index of one that went within a second.
            for (int i = 0; i < COUNTERS; i++) {
                if (Long.compareUnsigned(m.counters[i], counters[i]) < 0) {
                    since = now;
                }
            }
            counters = m.counters;
        }
    }

    /** What a message says of an interface. */
    private static final class Message {
        private int ifIndex;
        private int arpType;
        private int flags;
        private String name = "";
        private String alias = "";
        private String kind = "";
        private List<Byte> address = List.of();
        private long mtu;
        private int state;
        private int link;
        private int master;
        private boolean elsewhere;
        private boolean promiscuous;
        private long[] counters = new long[COUNTERS];
    }

    private final RtNetlink netlink = RtNetlink.open();
    private final LinkSpeed speeds = LinkSpeed.open();
    private final Map<Integer, Known> known = new HashMap<>();
    private Optional<Instant> changed = Optional.empty();

    /**
     * Looks at all interfaces.
     *
     * @param started when the agent started, which is since when the interfaces of the first look are known
     * @param now wall clock
     * @return sorted by index
     */
    public List<NetworkInterface> look(Instant started, Instant now) {
        boolean first = changed.isEmpty();
        Map<Integer, Message> messages = new TreeMap<>();
        netlink.dump(RTM_GETLINK, IFINFO, RTM_NEWLINK, m -> messages.put(m.getInt(HEADER + 4), read(m)));
        boolean gone = known.keySet().retainAll(messages.keySet());
        boolean come = !known.keySet().containsAll(messages.keySet());
        if (first || gone || come) {
            changed = Optional.of(first ? started : now);
        }
        Map<Integer, List<Integer>> above = new HashMap<>();
        Map<Integer, List<Integer>> below = new HashMap<>();
        for (Message m : messages.values()) {
            if (m.master != 0) {
                stack(m.ifIndex, m.master, above, below);
            }
            if (m.link != 0 && !m.elsewhere && Link.STACKED.contains(m.kind)) {
                stack(m.link, m.ifIndex, above, below);
            }
        }
        List<NetworkInterface> all = new ArrayList<>(messages.size());
        for (Message m : messages.values()) {
            Known k = known.computeIfAbsent(m.ifIndex, i -> new Known(m, first ? started : now, !first));
            k.see(m, now, speeds);
            all.add(shown(m, k, above.getOrDefault(m.ifIndex, List.of()), below.getOrDefault(m.ifIndex, List.of())));
        }
        return all;
    }

    /** When an interface came or went since the first look, or what that was told as the start; asked after a look. */
    public Instant changed() {
        return changed.orElseThrow();
    }

    private static void stack(
            int lower, int upper, Map<Integer, List<Integer>> above, Map<Integer, List<Integer>> below) {
        above.computeIfAbsent(lower, i -> new ArrayList<>()).add(upper);
        below.computeIfAbsent(upper, i -> new ArrayList<>()).add(lower);
    }

    private static NetworkInterface shown(Message m, Known k, List<Integer> higher, List<Integer> lower) {
        long[] c = m.counters;
        return new NetworkInterface(
                m.ifIndex,
                m.name,
                m.alias,
                kind(m),
                (m.flags & IFF_UP) != 0,
                k.status,
                k.changed,
                m.address.isEmpty() ? Optional.empty() : Optional.of(new NetworkInterface.MacAddress(m.address)),
                m.mtu,
                k.speed,
                higher.stream().sorted().toList(),
                lower.stream().sorted().toList(),
                m.promiscuous,
                m.kind.isEmpty() && m.arpType == ARPHRD_ETHER,
                k.since,
                // struct rtnl_link_stats64; a packet to a group is among the received ones, too.
                new NetworkInterface.In(c[2], Math.max(0, c[0] - c[8]), c[8], c[6], c[4]),
                new NetworkInterface.Out(c[3], c[1], c[7], c[5]));
    }

    /** Drivers that keep no state leave it unknown; then the flags tell (RFC 2863's up means able to pass packets). */
    private static Status status(Message m) {
        Status told = m.state >= 0 && m.state < STATES.size() ? STATES.get(m.state) : Status.UNKNOWN;
        if (told != Status.UNKNOWN) {
            return told;
        }
        if ((m.flags & IFF_UP) == 0) {
            return Status.DOWN;
        }
        return (m.flags & IFF_RUNNING) != 0 ? Status.UP : Status.LOWER_LAYER_DOWN;
    }

    /** By the kind of what made it, else by the ARPHRD_ type of linux/if_arp.h. */
    private static Kind kind(Message m) {
        return switch (m.kind) {
            case "bridge" -> Kind.BRIDGE;
            case "vlan" -> Kind.VLAN;
            case "bond", "team" -> Kind.AGGREGATE;
            case "wireguard",
                    "gre",
                    "gretap",
                    "ip6gre",
                    "ip6gretap",
                    "ipip",
                    "sit",
                    "ip6tnl",
                    "vxlan",
                    "geneve",
                    "vti" -> Kind.TUNNEL;
            case "tun", "dummy" -> Kind.VIRTUAL;
            default ->
                switch (m.arpType) {
                    case 1 -> Kind.ETHERNET;
                    case 32 -> Kind.INFINIBAND;
                    case 512 -> Kind.PPP;
                    case 768, 769, 776, 778, 823 -> Kind.TUNNEL;
                    case 772 -> Kind.LOOPBACK;
                    default -> Kind.OTHER;
                };
        };
    }

    private static Message read(ByteBuffer message) {
        Message m = new Message();
        m.arpType = message.getShort(HEADER + 2) & 0xffff;
        m.ifIndex = message.getInt(HEADER + 4);
        m.flags = message.getInt(HEADER + 8);
        attributes(message, HEADER + IFINFO, message.limit(), (type, from, to) -> {
            switch (type) {
                case IFLA_ADDRESS -> m.address = octets(message, from, to);
                case IFLA_IFNAME -> m.name = string(message, from, to);
                case IFLA_MTU -> m.mtu = message.getInt(from) & 0xffffffffL;
                case IFLA_LINK -> m.link = message.getInt(from);
                case IFLA_MASTER -> m.master = message.getInt(from);
                case IFLA_OPERSTATE -> m.state = message.get(from);
                case IFLA_PROMISCUITY -> m.promiscuous = message.getInt(from) != 0;
                case IFLA_IFALIAS -> m.alias = string(message, from, to);
                case IFLA_LINK_NETNSID -> m.elsewhere = true;
                case IFLA_LINKINFO ->
                    attributes(message, from, to, (inner, start, end) -> {
                        if (inner == IFLA_INFO_KIND) {
                            m.kind = string(message, start, end);
                        }
                    });
                case IFLA_STATS64 -> {
                    for (int i = 0; i < m.counters.length && from + (i + 1) * Long.BYTES <= to; i++) {
                        m.counters[i] = message.getLong(from + i * Long.BYTES);
                    }
                }
                default -> {
                    // Of no use here.
                }
            }
        });
        return m;
    }

    private static List<Byte> octets(ByteBuffer message, int from, int to) {
        List<Byte> octets = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            octets.add(message.get(i));
        }
        return octets.stream().allMatch(o -> o == 0) ? List.of() : octets;
    }

    @Override
    public void close() {
        netlink.close();
        speeds.close();
    }
}
