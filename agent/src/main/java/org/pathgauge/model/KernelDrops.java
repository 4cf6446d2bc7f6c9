package org.pathgauge.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Packets that the kernel, its queueing disciplines and its drivers dropped.
 *
 * @param running whether drops are watched
 * @param problem one sentence on what could not be done; empty when all is well
 * @param interfaces sorted by ifIndex; index 0 has the drops of packets that belong to no interface
 */
public record KernelDrops(boolean running, String problem, List<OfInterface> interfaces) {

    /** While nothing is watched. */
    public static final KernelDrops OFF = new KernelDrops(false, "", List.of());

    public KernelDrops {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * Drops at one interface of the agent's network namespace.
     *
     * @param ifIndex the kernel's interface index, as in IF-MIB
     * @param name kernel name; empty for index 0
     * @param discontinuity when counting by reason began
     * @param reasons packets by drop reason, sorted by name; only reasons that occurred
     * @param queue the root queueing disciplines' own counters; empty when there is none
     * @param driver what the driver itself counts of drops, errors and XDP, by its own names, sorted
     * @param xdpExceptions packets that XDP programs of anybody aborted or that a verdict failed for, by action
     */
    public record OfInterface(
            int ifIndex,
            String name,
            Instant discontinuity,
            List<Reason> reasons,
            Optional<Queue> queue,
            List<Named> driver,
            List<Named> xdpExceptions) {
        public OfInterface {
            reasons = List.copyOf(reasons);
            driver = List.copyOf(driver);
            xdpExceptions = List.copyOf(xdpExceptions);
        }
    }

    /**
     * Packets freed for one reason.
     *
     * @param name of the running kernel's {@code enum skb_drop_reason}, without its prefix
     * @param benign whether ordinary operation has such drops too
     * @param packets how many
     */
    public record Reason(String name, boolean benign, long packets) {}

    /**
     * Counters of an interface's queueing disciplines.
     *
     * @param kind of the root one
     * @param dropped packets
     * @param overLimits times that a limit was met
     * @param requeues packets put back
     * @param backlogPackets packets waiting now
     * @param backlogOctets octets waiting now
     */
    public record Queue(
            String kind, long dropped, long overLimits, long requeues, long backlogPackets, long backlogOctets) {}

    /** A counter with a name that the driver or the kernel gave it. */
    public record Named(String name, long value) {}
}
