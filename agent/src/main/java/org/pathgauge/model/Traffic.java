package org.pathgauge.model;

/**
 * What was measured of traffic that passes anyway, without probes.
 *
 * @param tcp connections of this host's sockets
 * @param drops what the kernel dropped
 * @param filter what the rules at the ingress hooks met
 * @param patterns what looks suspicious at the ingress hooks
 */
public record Traffic(TcpTraffic tcp, KernelDrops drops, Filter filter, Patterns patterns) {

    /** When none of it is measured. */
    public static final Traffic NONE = new Traffic(TcpTraffic.OFF, KernelDrops.OFF, Filter.EMPTY, Patterns.OFF);
}
