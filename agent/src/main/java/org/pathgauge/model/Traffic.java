package org.pathgauge.model;

import java.util.List;

/**
 * What was measured of traffic that passes anyway, without probes.
 *
 * @param tcp connections of this host's sockets
 * @param drops what the kernel dropped
 * @param filter what the rules at the ingress hooks met
 * @param patterns what looks suspicious at the ingress hooks
 * @param rates of what thresholds compare and no view shows
 */
public record Traffic(TcpTraffic tcp, KernelDrops drops, Filter filter, Patterns patterns, List<Rate> rates) {

    public Traffic {
        rates = List.copyOf(rates);
    }

    /** Without rates. */
    public Traffic(TcpTraffic tcp, KernelDrops drops, Filter filter, Patterns patterns) {
        this(tcp, drops, filter, patterns, List.of());
    }

    /** This with rates, which are computed from the rest. */
    public Traffic withRates(List<Rate> newRates) {
        return new Traffic(tcp, drops, filter, patterns, newRates);
    }

    /** When none of it is measured. */
    public static final Traffic NONE = new Traffic(TcpTraffic.OFF, KernelDrops.OFF, Filter.EMPTY, Patterns.OFF);
}
