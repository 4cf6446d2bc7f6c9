package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Packets that the kernel, its queueing disciplines and its drivers dropped.
 *
 * @param running whether drops are watched
 * @param problem one sentence on what could not be done; empty when all is well
 * @param missed drops that nobody counted, because one happened while another one was being counted on the same CPU
 * @param interfaces sorted by ifIndex; with {@link #NO_DEVICE} and {@link #ELSEWHERE} where such drops are counted
 */
public record KernelDrops(boolean running, String problem, long missed, List<OfInterface> interfaces) {
    /** Index and name of the row with drops of packets that belong to no interface when they are dropped. */
    public static final int NO_DEVICE = 0;

    /** A colon is in no interface's name. */
    public static final String NO_DEVICE_NAME = ":none";

    /** Index and name of the row with drops in all other network namespaces. */
    public static final int ELSEWHERE = Integer.MAX_VALUE;

    public static final String ELSEWHERE_NAME = ":elsewhere";

    /** While nothing is watched. */
    public static final KernelDrops OFF = new KernelDrops(false, "", 0, List.of());

    public KernelDrops {
        interfaces = List.copyOf(interfaces);
    }

    /** The row of an interface. */
    public Optional<OfInterface> byName(String name) {
        return interfaces.stream().filter(i -> i.name().equals(name)).findFirst();
    }

    /**
     * Drops at one interface of the agent's network namespace.
     *
     * @param ifIndex the kernel's interface index, as in IF-MIB
     * @param name kernel name
     * @param discontinuity when counting by reason and of XDP exceptions began; what the kernel and the driver count
     *     themselves, they count since the interface was made
     * @param reasons packets by drop reason, sorted by number; only reasons that occurred
     * @param windows complete ones, shortest first
     * @param link the kernel's own counters of the interface
     * @param queue the root queueing discipline's own counters; empty when there is none
     * @param driver what the driver itself counts of drops, errors and XDP, sorted by number
     * @param xdpExceptions packets that XDP programs, whoever's, failed with, by action; only actions that occurred
     */
    public record OfInterface(
            int ifIndex,
            String name,
            Instant discontinuity,
            List<Reason> reasons,
            List<Window> windows,
            Optional<Link> link,
            Optional<Queue> queue,
            List<Statistic> driver,
            List<XdpException> xdpExceptions) {
        public OfInterface {
            reasons = List.copyOf(reasons);
            windows = List.copyOf(windows);
            driver = List.copyOf(driver);
            xdpExceptions = List.copyOf(xdpExceptions);
        }

        /** Packets that XDP programs failed with. */
        public long exceptions() {
            return xdpExceptions.stream().mapToLong(XdpException::packets).sum();
        }

        /** Packets dropped for reasons that are not benign. */
        public long dropped() {
            return sum(reason -> !reason.benign());
        }

        /** Packets dropped for benign reasons. */
        public long benign() {
            return sum(Reason::benign);
        }

        private long sum(Predicate<Reason> which) {
            return reasons.stream().filter(which).mapToLong(Reason::packets).sum();
        }
    }

    /**
     * Packets freed for one reason.
     *
     * @param number short integer, the running kernel's own where it has one
     * @param name of the running kernel's {@code enum skb_drop_reason}, without its prefix
     * @param benign whether ordinary operation has such drops too
     * @param packets how many
     */
    public record Reason(int number, String name, boolean benign, long packets) {}

    /**
     * Drops within a window of complete slots.
     *
     * @param length of the window
     * @param start wall clock
     * @param end wall clock
     * @param dropped packets dropped for reasons that are not benign
     * @param benign packets dropped for benign reasons
     */
    public record Window(WindowLength length, Instant start, Instant end, long dropped, long benign) {}

    /**
     * The kernel's counters of an interface ({@code struct rtnl_link_stats64}), in packets.
     *
     * @param rxErrors bad packets received
     * @param txErrors packets that could not be sent
     * @param rxDropped packets received and dropped by driver or kernel, for want of room or of a handler
     * @param txDropped packets dropped on their way out
     * @param rxMissed packets that the device had no room for
     * @param rxNoHandler packets that nobody on the host wanted
     */
    public record Link(long rxErrors, long txErrors, long rxDropped, long txDropped, long rxMissed, long rxNoHandler) {}

    /**
     * Counters of an interface's root queueing discipline, which has those of all below it.
     *
     * @param kind its kind
     * @param dropped packets
     * @param overLimits times that a limit was met
     * @param requeues packets put back
     * @param backlogPackets packets waiting now
     * @param backlogOctets octets waiting now
     */
    public record Queue(
            String kind, long dropped, long overLimits, long requeues, long backlogPackets, long backlogOctets) {}

    /**
     * A counter of a driver's own.
     *
     * @param number its place among the driver's statistics, from 1 on
     * @param name the driver's, with {@code *} in place of the number of a queue; then it is the sum over all queues
     * @param value what it counts, the driver knows
     */
    public record Statistic(int number, String name, long value) {}

    /** Packets that XDP programs failed with. */
    public record XdpException(XdpAction action, long packets) {}

    /** What an XDP program wanted to be done with a packet. */
    public enum XdpAction {
        /** It said itself that it failed. */
        ABORTED("aborted"),
        DROP("drop"),
        PASS("pass"),
        /** Sending back could not be done. */
        TX("tx"),
        /** Sending elsewhere could not be done. */
        REDIRECT("redirect"),
        /** It returned a number that means nothing, or there was no room for counting the action apart. */
        OTHER("other");

        private final String yangName;

        XdpAction(String yangName) {
            this.yangName = yangName;
        }

        public String yangName() {
            return yangName;
        }
    }
}
